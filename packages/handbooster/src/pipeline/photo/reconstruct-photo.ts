import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { InputError } from '../../geometry/input-error.js';
import { closedFaces, type HandModel } from '../../hand/index.js';
import { predictHands, type ReconstructionNetwork } from '../../reconstruction/index.js';
import {
  type Box,
  type Camera,
  findHand,
  guessCamera,
  type HandEstimate,
  handEstimate,
  photoCrop,
  type RgbImage,
} from '../../reconstruction/photo/index.js';
import { drawOverlay } from './draw-overlay.js';
import { handGlb, handObj, pointList } from './hand-files.js';
import { readPhoto } from './read-photo.js';

export interface ReconstructPhotoOptions {
  side: 'left' | 'right';
  /** Where the hand is, pixels; looked for where null. */
  box: Box | null;
  /** Focal lengths and centre in pixels; guessed where null. */
  camera: Pick<Camera, 'fx' | 'fy' | 'cx' | 'cy'> | null;
  /** Folder of the files. */
  output: string;
}

/** What was made of a photo. */
export interface PhotoReconstruction {
  image: string;
  hand: HandEstimate;
  /** Share of the windows that agree on the place; null where the box was given. */
  agreement: number | null;
  cameraGuessed: boolean;
  /** Overlay, GLB, OBJ and JSON. */
  files: string[];
}

/**
 * Reconstructs the hand in a photo and writes NAME-hand.png (overlay), .glb, .obj and .json.
 *
 * @throws InputError for a photo that cannot be read, or a box outside of it.
 */
export async function reconstructPhoto(
  image: string,
  network: ReconstructionNetwork,
  model: HandModel,
  { side, box: given, camera: known, output }: ReconstructPhotoOptions,
): Promise<PhotoReconstruction> {
  const photo = await readPhoto(image);
  const left = side === 'left';
  if (given !== null) checkBox(image, photo, given);
  const size = network.inputSize;
  const found =
    given === null
      ? await findHand(photo, size, left, (images) => predictHands(network, images).joints2d)
      : null;
  const box = given ?? (found?.box as Box);
  const crop = photoCrop(photo, box, size, left);
  const camera =
    known === null
      ? guessCamera(photo.width, photo.height)
      : { ...known, width: photo.width, height: photo.height };
  const hand = handEstimate(predictHands(network, crop.image), crop, { box, size, left, camera });
  const faces = closedFaces(model);
  mkdirSync(output, { recursive: true });
  const base = join(output, `${basename(image, extname(image))}-hand`);
  const files = ['png', 'glb', 'obj', 'json'].map((extension) => `${base}.${extension}`);
  const [overlay, glb, obj, json] = files;
  writeFileSync(overlay, await drawOverlay(photo, hand, faces));
  writeFileSync(glb, await handGlb(hand, faces));
  writeFileSync(obj, handObj(hand, faces));
  const result = { image, hand, agreement: found?.agreement ?? null, cameraGuessed: known === null, files };
  // Points on lines of their own rather than numbers.
  const facts = JSON.stringify(describe(result), null, 1).replace(/\[[-\d\s.,e]+\]/g, (list) =>
    list.replace(/\s+/g, ' '),
  );
  writeFileSync(json, `${facts}\n`);
  return result;
}

/** The facts for people and programs. */
function describe({ image, hand, agreement, cameraGuessed }: PhotoReconstruction) {
  const { side, box, joints, joints2d, wrist, camera } = hand;
  return {
    image: basename(image),
    side,
    box: {
      pixels: [...box].map((value) => Number(value.toFixed(2))),
      from: agreement === null ? 'given' : 'found',
    },
    agreement,
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
