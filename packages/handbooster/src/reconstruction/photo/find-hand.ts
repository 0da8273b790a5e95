import { jointBox, shiftInside, squareBox } from '../../datasets/crop/boxes.js';
import type { RgbImage } from '../../datasets/crop/decode-image.js';
import type { Box } from '../../geometry/camera.js';
import { photoCrop } from './photo-crop.js';

/** Gives joints2d (B, 21, 2), in units of the crop's side, of crops (B, 3, S, S). */
export type JointPredictor = (images: Float32Array, count: number) => Promise<Float32Array> | Float32Array;

export interface FindHandOptions {
  /** Sides of the windows that are tried, as shares of the photo's width; none is higher than the photo. */
  scales: readonly number[];
  /** Steps between windows, as a share of their side. */
  stride: number;
  /** Boxes that overlap by this much (intersection over union) agree. */
  agreement: number;
  /** Least side of a box, as a share of the photo's shorter side: nothing smaller is taken for a hand. */
  smallest: number;
  /** How often the place found is looked at again and the box corrected. */
  refinements: number;
}

export const FIND_HAND_DEFAULTS: FindHandOptions = {
  scales: [0.25, 0.35, 0.5, 0.7],
  stride: 1 / 3,
  agreement: 0.4,
  smallest: 0.08,
  refinements: 2,
};

/** A hand found. */
export interface FoundHand {
  box: Box;
  /** Share of the windows that pointed there; under a twentieth it is little more than a guess. 0: the middle of the photo, for want of any. */
  agreement: number;
}

/**
 * Looks for the one hand in a photo with the reconstruction network itself: it was trained with hands off the centre of
 * their crop, so it says from any window that shows some of a hand where that hand is. The place that most windows
 * point at wins. No detector: a face, an arm or a second hand may win, and without any hand something is found
 * all the same. Measured on 24 frames of the demo's test splits (320x240, people known and unknown): with the shipped
 * network the box overlaps the true one by more than 0.3 in 23, by more than 0.5 in 20; with one trained for a few minutes in
 * 20 and 14. Counting votes once more after every window has moved to where it points costs twice as much and changed
 * nothing for the better.
 */
export async function findHand(
  photo: RgbImage,
  size: number,
  left: boolean,
  predict: JointPredictor,
  options: Partial<FindHandOptions> = {},
): Promise<FoundHand> {
  const { scales, stride, agreement, smallest, refinements } = { ...FIND_HAND_DEFAULTS, ...options };
  const suggest = async (boxes: readonly Box[]): Promise<(Box | null)[]> => {
    const each = 3 * size * size;
    const crops = new Float32Array(boxes.length * each);
    boxes.forEach((box, i) => {
      crops.set(photoCrop(photo, box, size, left).image, i * each);
    });
    const joints = await predict(crops, boxes.length);
    const least = smallest * Math.min(photo.width, photo.height);
    return boxes.map((box, i) => {
      const suggested = boxOfJoints(photo, box, joints.subarray(42 * i, 42 * i + 42), left);
      return suggested !== null && suggested[2] >= least ? suggested : null;
    });
  };
  const windows = slidingWindows(photo, scales, stride);
  const votes = (await suggest(windows)).filter((box) => box !== null);
  let best: Box[] = [];
  for (const box of votes) {
    const agreeing = votes.filter((other) => overlap(box, other) > agreement);
    if (agreeing.length > best.length) best = agreeing;
  }
  if (best.length === 0) {
    const side = Math.min(photo.width, photo.height);
    return { box: [(photo.width - side) / 2, (photo.height - side) / 2, side, side], agreement: 0 };
  }
  const middle = (value: (box: Box) => number) => best.map(value).sort((a, b) => a - b)[best.length >> 1];
  const side = middle((box) => box[2]);
  const [x, y] = [middle((box) => box[0] + box[2] / 2), middle((box) => box[1] + box[3] / 2)];
  let found: Box = [x - side / 2, y - side / 2, side, side];
  for (let i = 0; i < refinements; i++) found = (await suggest([found]))[0] ?? found;
  return { box: found, agreement: best.length / windows.length };
}

/**
 * The box that training would have cropped for joints predicted in another box; null outside of the photo.
 *
 * @param joints (21, 2) in units of the crop's side, of the mirrored crop for a left hand.
 */
export function boxOfJoints(
  photo: { width: number; height: number },
  [x, y, width, height]: Box,
  joints: ArrayLike<number>,
  left: boolean,
): Box | null {
  const pixels = Float64Array.from(joints, (value, i) => {
    if (i % 2 === 1) return y + value * height;
    return x + (left ? 1 - value : value) * width;
  });
  const square = squareBox(jointBox(pixels), photo.width, photo.height);
  return square === null || square[2] < 2 ? null : shiftInside(square, photo.width, photo.height);
}

function slidingWindows({ width, height }: RgbImage, scales: readonly number[], stride: number): Box[] {
  const windows: Box[] = [];
  for (const scale of scales) {
    const side = Math.min(scale * width, width, height);
    const step = stride * side;
    for (let y = 0; y <= height - side + 1; y += step) {
      for (let x = 0; x <= width - side + 1; x += step) windows.push([x, y, side, side]);
    }
  }
  return windows;
}

/** Intersection over union. */
function overlap(a: Box, b: Box): number {
  const width = Math.min(a[0] + a[2], b[0] + b[2]) - Math.max(a[0], b[0]);
  const height = Math.min(a[1] + a[3], b[1] + b[3]) - Math.max(a[1], b[1]);
  if (width <= 0 || height <= 0) return 0;
  return (width * height) / (a[2] * a[3] + b[2] * b[3] - width * height);
}
