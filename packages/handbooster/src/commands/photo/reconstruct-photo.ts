import { mkdirSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { InputError } from '../../base/errors/input-error.js';
import { writeFileAtomicSync } from '../../base/files/atomic-write.js';
import type { RgbImage } from '../../datasets/images/rgb-image.js';
import type { Box, Camera } from '../../geometry/camera.js';
import { closedFaces } from '../../hand/hand-parts.js';
import type { HandModel } from '../../hand/model/hand-model.js';
import { answerPhoto, type PhotoAnswer } from '../../reconstruction/answer/answer-photo.js';
import type { LandmarkFinder } from '../../reconstruction/answer/landmarked-hand.js';
import type { ReconstructionNetwork } from '../../reconstruction/networks/reconstruction-network.js';
import { guessCamera } from '../../reconstruction/photo/guess-camera.js';
import { cropNetwork } from '../../reconstruction/prediction/crop-network.js';
import { drawOverlay } from './draw-overlay.js';
import { handGlb, handObj, pointList } from './hand-files.js';
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
  /**
   * Finds hands by their landmarks and fits the hand model to them; without it the network looks for itself.
   */
  finder?: LandmarkFinder | null;
}

/** What was made of a photo. */
export interface PhotoReconstruction extends PhotoAnswer {
  image: string;
  boxGiven: boolean;
  sideGuessed: boolean;
  cameraGuessed: boolean;
  /** Overlay, GLB, OBJ and JSON. */
  files: string[];
}

/**
 * Reconstructs the hand in a photo, by the network and, with a finder, by the hand model fitted to landmarks,
 * and writes NAME-hand.png (overlay), .glb, .obj and .json.
 *
 * @throws InputError for a photo that cannot be read, or a box outside of it.
 *
 * @example
 * ```ts
 * import { loadBuiltinHand, loadNetwork, reconstructPhoto, shippedNetwork } from 'handbooster';
 * const hand = loadBuiltinHand();
 * const network = loadNetwork(shippedNetwork(), hand);
 * const box = [20, 20, 90, 90] as const;
 * const options = { side: 'right', box, camera: null, output: 'photos' } as const;
 * const made = await reconstructPhoto('photo.jpg', network, hand, options);
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
  const camera =
    known === null
      ? guessCamera(photo.width, photo.height)
      : { ...known, width: photo.width, height: photo.height };
  const answer = await answerPhoto(photo, cropNetwork(network), finder, { side, box: given, camera });
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
    boxGiven: given !== null,
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
