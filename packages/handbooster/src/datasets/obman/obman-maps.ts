import { InputError } from '../../base/errors/input-error.js';
import type { HandSide } from '../../hand/model/hand-model.js';
import type { RgbImage } from '../images/rgb-image.js';

/** Depth (height, width) in metres of ObMan's depth image of the whole scene; 0 where nothing is. */
export function decodeObmanDepth(
  image: RgbImage,
  { nearest, farthest }: { nearest: number; farthest: number },
): Float32Array {
  // OpenCV counts channels from blue: its channel 0 is the scene's depth.
  const depth = new Float32Array(image.width * image.height);
  for (let i = 0; i < depth.length; i++) {
    const value = image.pixels[3 * i + 2];
    if (value > 0) depth[i] = ((value - 1) / 254) * (nearest - farthest) + farthest;
  }
  return depth;
}

const HAND_VALUES: Record<HandSide, readonly number[]> = { right: [22, 24], left: [21, 23] };
const OBJECT_VALUE = 100;

/** (height, width) of ObMan's segmentation as this house has it: 0 background, 1 the object, 255 the hand. */
export function decodeObmanSegmentation(image: RgbImage, side: HandSide): Uint8Array {
  const out = new Uint8Array(image.width * image.height);
  let found = false;
  for (let i = 0; i < out.length; i++) {
    const value = image.pixels[3 * i + 2];
    if (HAND_VALUES[side].includes(value)) out[i] = 255;
    else if (value === OBJECT_VALUE) out[i] = 1;
    found ||= out[i] !== 0;
  }
  if (!found)
    throw new InputError(`segmentation: expected values ${HAND_VALUES[side]} or ${OBJECT_VALUE}, found none`);
  return out;
}
