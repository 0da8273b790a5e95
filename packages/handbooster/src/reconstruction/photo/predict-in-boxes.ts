import type { RgbImage } from '../../datasets/images/rgb-image.js';
import type { Box } from '../../geometry/camera.js';
import { photoCrop } from './photo-crop.js';

/** Gives joints2d (B, 21, 2), in units of the crop's side, of crops (B, 3, S, S). */
export type JointPredictor = (images: Float32Array, count: number) => Promise<Float32Array> | Float32Array;

/** The 2D joints (21, 2) that a network sees in each box, pixels of the photo. */
export async function predictInBoxes(
  photo: RgbImage,
  boxes: readonly Box[],
  size: number,
  left: boolean,
  predict: JointPredictor,
): Promise<Float64Array[]> {
  const each = 3 * size * size;
  const crops = new Float32Array(boxes.length * each);
  boxes.forEach((box, i) => {
    crops.set(photoCrop(photo, box, size, left).image, i * each);
  });
  const joints = await predict(crops, boxes.length);
  return boxes.map((box, i) => photoJoints(box, joints.subarray(42 * i, 42 * i + 42), left));
}

/** Joints (21, 2) in units of the side of a box's crop, mirrored for a left hand, to pixels of the photo. */
export function photoJoints(
  [x, y, width, height]: Box,
  joints: ArrayLike<number>,
  left: boolean,
): Float64Array {
  return Float64Array.from(joints, (value, i) => {
    if (i % 2 === 1) return y + value * height;
    return x + (left ? 1 - value : value) * width;
  });
}
