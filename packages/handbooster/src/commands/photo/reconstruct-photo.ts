import { mkdirSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { InputError } from '../../base/errors/input-error.js';
import { writeFileAtomicSync } from '../../base/files/atomic-write.js';
import type { RgbImage } from '../../datasets/images/rgb-image.js';
import type { Box, Camera } from '../../geometry/camera.js';
import { closedFaces } from '../../hand/hand-parts.js';
import type { HandModel } from '../../hand/model/hand-model.js';
import type { ReconstructionNetwork } from '../../reconstruction/networks/reconstruction-network.js';
import { STEADY_SPREAD } from '../../reconstruction/photo/answer-spread.js';
import { chooseAnswer } from '../../reconstruction/photo/choose-answer.js';
import { guessCamera } from '../../reconstruction/photo/guess-camera.js';
import { type HandEstimate, handEstimate } from '../../reconstruction/photo/hand-estimate.js';
import { photoCrop } from '../../reconstruction/photo/photo-crop.js';
import { predictHands } from '../../reconstruction/prediction/predict-hands.js';
import { drawOverlay } from './draw-overlay.js';
import { handGlb, handObj, pointList } from './hand-files.js';
import { type LandmarkFinder, landmarkedHand } from './landmarked-hand.js';
import { networkPlace } from './network-place.js';
import { readPhoto } from './read-photo.js';

export interface ReconstructPhotoOptions {
  /** `auto`: both are tried, the one with the steadier answer is taken. */
  side: 'left' | 'right' | 'auto';
  /** Where the hand is, pixels of the upright photo; looked for where null. */
  box: Box | null;
  /** Focal lengths and centre in pixels; guessed where null. */
  camera: Pick<Camera, 'fx' | 'fy' | 'cx' | 'cy'> | null;
  /** Folder of the files. */
  output: string;
  /** Finds hands by their landmarks and fits the hand model to them; without it the network looks for itself. */
  finder?: LandmarkFinder | null;
}

/** What was made of a photo. */
export interface PhotoReconstruction {
  image: string;
  hand: HandEstimate;
  /** Whose answer it is: the network's, or the hand model's fitted to landmarks. */
  from: 'network' | 'fit';
  /** Certainty of the landmark network that there is a hand; 0 where it sees none, null where it was not asked. */
  presence: number | null;
  /** Mean distance of the network's 2D joints from the fit's, as a share of the hand; null where there is but one. */
  distance: number | null;
  /** False where there may be no hand, or one that neither knows. */
  sure: boolean;
  /** Share of the windows that agree on the place; null where the box was given or landmarks found the hand. */
  agreement: number | null;
  boxGiven: boolean;
  /** How far the answer wanders when the box is moved a little (`answerSpread`). */
  spread: number;
  /** False where that is more than of a hand that the network knows: there may be none. */
  steady: boolean;
  /** Boxes of other hands, maybe. */
  others: Box[];
  sideGuessed: boolean;
  cameraGuessed: boolean;
  /** Overlay, GLB, OBJ and JSON. */
  files: string[];
}

/**
 * Reconstructs the hand in a photo, by the network and, with a finder, by the hand model fitted to landmarks, and writes NAME-hand.png (overlay), .glb, .obj and .json.
 *
 * @throws InputError for a photo that cannot be read, or a box outside of it.
 *
 * @example
 * ```ts
 * import { loadBuiltinHand, loadNetwork, reconstructPhoto, shippedNetwork } from 'handbooster';
 * const hand = loadBuiltinHand();
 * const network = loadNetwork(shippedNetwork(), hand);
 * const box = [20, 20, 90, 90] as const;
 * const made = await reconstructPhoto('photo.jpg', network, hand, { side: 'right', box, camera: null, output: 'photos' });
 * console.log(made.hand.side, made.files.length); // right 4
 * ```
 */
export async function reconstructPhoto(
  image: string,
  network: ReconstructionNetwork,
  model: HandModel,
  { side, box: given, camera: known, output, finder = null }: ReconstructPhotoOptions,
): Promise<PhotoReconstruction> {
  const photo = await readPhoto(image);
  if (given !== null) checkBox(image, photo, given);
  const size = network.inputSize;
  const camera =
    known === null
      ? guessCamera(photo.width, photo.height)
      : { ...known, width: photo.width, height: photo.height };
  const seen = finder === null ? null : await landmarkedHand(photo, finder, { side, box: given, camera });
  const predict = (images: Float32Array) => predictHands(network, images).joints2d;
  const { left, box, agreement, spread, others } = await networkPlace(photo, size, predict, {
    side: seen?.hand.side ?? side,
    box: seen?.hand.box ?? given,
  });
  const crop = photoCrop(photo, box, size, left);
  const predicted = handEstimate(predictHands(network, crop.image), crop, { box, size, left, camera });
  const steady = spread <= STEADY_SPREAD;
  const answer = chooseAnswer({ network: { hand: predicted, steady }, fit: seen })!;
  const { hand } = answer;
  const faces = closedFaces(model);
  mkdirSync(output, { recursive: true });
  const base = join(output, `${basename(image, extname(image))}-hand`);
  const files = ['png', 'glb', 'obj', 'json'].map((extension) => `${base}.${extension}`);
  const [overlay, glb, obj, json] = files;
  writeFileAtomicSync(overlay, await drawOverlay(photo, hand, faces));
  writeFileAtomicSync(glb, await handGlb(hand, faces));
  writeFileAtomicSync(obj, handObj(hand, faces));
  const result = {
    image,
    ...answer,
    // Landmarks that see no hand are an answer, too.
    sure: answer.sure && !(finder !== null && seen === null),
    presence: finder === null ? null : (seen?.presence ?? 0),
    agreement,
    boxGiven: given !== null,
    spread,
    steady,
    others: seen?.others ?? others.map((place) => place.box),
    sideGuessed: side === 'auto',
    cameraGuessed: known === null,
    files,
  };
  // Points on lines of their own rather than numbers.
  const facts = JSON.stringify(describe(result), null, 1).replace(/\[[-\d\s.,e]+\]/g, (list) =>
    list.replace(/\s+/g, ' '),
  );
  writeFileAtomicSync(json, `${facts}\n`);
  return result;
}

/** The facts for people and programs. */
function describe(result: PhotoReconstruction) {
  const { image, hand, from, presence, distance, sure, agreement, spread, steady, others } = result;
  const { boxGiven, sideGuessed, cameraGuessed } = result;
  const { side, box, joints, joints2d, wrist, camera } = hand;
  const pixels = (place: Box) => [...place].map((value) => Number(value.toFixed(2)));
  return {
    image: basename(image),
    side,
    sideGuessed,
    box: { pixels: pixels(box), from: boxGiven ? 'given' : 'found' },
    answer: from,
    sure,
    presence,
    distance,
    agreement,
    spread: Number.isFinite(spread) ? Number(spread.toFixed(4)) : null,
    steady,
    otherBoxes: others.map(pixels),
    camera: { ...camera, guessed: cameraGuessed },
    units: 'pixels with whole numbers at pixel centres; metres; camera axes x right, y down, z forward',
    jointOrder: 'wrist; thumb, index, middle, ring, little finger from the palm to the tip',
    joints2d: pointList(joints2d, 2, 3),
    jointsFromWrist: pointList(joints, 3, 6),
    jointsInCamera: pointList(
      joints.map((value, i) => value + wrist[i % 3]),
      3,
      6,
    ),
  };
}

function checkBox(image: string, { width, height }: RgbImage, [x, y, boxWidth, boxHeight]: Box): void {
  const inside = x < width && y < height && x + boxWidth > 0 && y + boxHeight > 0;
  if (boxWidth >= 2 && boxHeight >= 2 && inside) return;
  throw new InputError(
    `--box: expected x,y,width,height of a part of ${image} (${width}x${height} pixels), found ${[x, y, boxWidth, boxHeight]}`,
  );
}
