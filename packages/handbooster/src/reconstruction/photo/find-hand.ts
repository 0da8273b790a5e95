import { upperMedian } from '../../base/numbers/median.js';
import { jointBox, shiftInside, squareBox } from '../../datasets/crop/square-box.js';
import type { RgbImage } from '../../datasets/images/rgb-image.js';
import type { Box } from '../../geometry/camera.js';
import { answerSpread, STEADY_SPREAD } from './answer-spread.js';
import { type JointPredictor, photoJoints, predictInBoxes } from './predict-in-boxes.js';
import { shrinkPhoto } from './shrink-photo.js';

export interface FindHandOptions {
  /** Sides of the windows that are tried, as shares of the photo's width; none is higher than the photo. */
  scales: readonly number[];
  /** Largest step between windows, as a share of their side. */
  stride: number;
  /** Boxes that overlap by this much (intersection over union) agree. */
  agreement: number;
  /** Least side of a box, as a share of the photo's shorter side: nothing smaller is taken for a hand. */
  smallest: number;
  /** How many of the places with most votes are looked at again. */
  places: number;
  /** How often their boxes are corrected. */
  refinements: number;
  /** A photo whose longer side has more pixels is shrunk to about this before it is looked at. */
  pixels: number;
}

export const FIND_HAND_DEFAULTS: FindHandOptions = {
  scales: [0.25, 0.35, 0.5, 0.7, 1],
  stride: 1 / 3,
  agreement: 0.4,
  smallest: 0.08,
  places: 4,
  refinements: 2,
  pixels: 640,
};

/** A place that may be a hand's. */
export interface HandPlace {
  box: Box;
  /** Share of the windows that pointed there; 0: the middle of the photo, for want of any. */
  agreement: number;
  /**
   * How far the answer wanders when the window is moved ({@link answerSpread}); above `STEADY_SPREAD` it is
   * little more than a guess.
   */
  spread: number;
}

/** A hand found. */
export interface FoundHand extends HandPlace {
  /** Other places, apart from this one, where the answer is steady: further hands, maybe. */
  others: HandPlace[];
}

/**
 * Looks for a hand in a photo with the reconstruction network itself: it was trained with hands off the
 * centre of their crop, so it says from any window that shows some of a hand where that hand is. Of the
 * places that most windows point at, the one wins whose answer wanders least when the window is moved, for
 * its votes (spread over their root). No detector: what is no hand may win, though its spread mostly tells.
 * `handbooster evaluate finder` measures it; docs/guides/photos.md has the figures. Against taking the place
 * with most votes, it finds about as many hands with a well-trained network and more with a poorly trained
 * one, at 1.3 times the cost; more than four places, or 15 windows each, changed nothing.
 */
export async function findHand(
  photo: RgbImage,
  size: number,
  left: boolean,
  predict: JointPredictor,
  options: Partial<FindHandOptions> = {},
): Promise<FoundHand> {
  const given = { ...FIND_HAND_DEFAULTS, ...options };
  const factor = Math.max(1, Math.floor(Math.max(photo.width, photo.height) / given.pixels));
  if (factor === 1) return find(photo, size, left, predict, given);
  const { image, shift } = shrinkPhoto(photo, factor);
  const { others, ...found } = await find(image, size, left, predict, given);
  const enlarged = ({ box: [x, y, width, height], ...rest }: HandPlace): HandPlace => ({
    ...rest,
    box: [factor * x + shift, factor * y + shift, factor * width, factor * height],
  });
  return { ...enlarged(found), others: others.map(enlarged) };
}

async function find(
  photo: RgbImage,
  size: number,
  left: boolean,
  predict: JointPredictor,
  { scales, stride, agreement, smallest, places, refinements }: FindHandOptions,
): Promise<FoundHand> {
  const least = smallest * Math.min(photo.width, photo.height);
  const suggest = async (boxes: readonly Box[]): Promise<(Box | null)[]> => {
    const answers = await predictInBoxes(photo, boxes, size, left, predict);
    return answers.map((pixels) => {
      const suggested = boxAround(photo, pixels);
      return suggested !== null && suggested[2] >= least ? suggested : null;
    });
  };
  const windows = slidingWindows(photo, scales, stride);
  const votes = (await suggest(windows)).filter((box) => box !== null);
  const groups = agreeing(votes, agreement, places);
  if (groups.length === 0) {
    const side = Math.min(photo.width, photo.height);
    const box: Box = [(photo.width - side) / 2, (photo.height - side) / 2, side, side];
    const [spread] = await answerSpread(photo, [box], size, left, predict);
    return { box, agreement: 0, spread, others: [] };
  }
  let boxes = groups.map(middleBox);
  for (let i = 0; i < refinements; i++) {
    boxes = (await suggest(boxes)).map((box, k) => box ?? boxes[k]);
  }
  const spreads = await answerSpread(photo, boxes, size, left, predict);
  const rank = (k: number) => spreads[k] / Math.sqrt(groups[k].length);
  const order = groups.map((_, k) => k).sort((a, b) => rank(a) - rank(b));
  const [best, ...others] = order.map((k) => ({
    box: boxes[k],
    agreement: groups[k].length / windows.length,
    spread: spreads[k],
  }));
  return { ...best, others: apart(best, others) };
}

/** Steady places that share next to nothing with each other or the best one. */
function apart(best: HandPlace, others: readonly HandPlace[]): HandPlace[] {
  const kept = [best];
  for (const place of others) {
    const touches = kept.some(({ box }) => overlap(box, place.box) > 0.1);
    if (place.spread <= STEADY_SPREAD && !touches) kept.push(place);
  }
  return kept.slice(1);
}

/**
 * The largest groups of boxes that agree with one of theirs, largest first; each box is in one group at most.
 */
function agreeing(votes: readonly Box[], agreement: number, count: number): Box[][] {
  const groups: Box[][] = [];
  let remaining = votes;
  while (remaining.length > 0 && groups.length < count) {
    let best: Box[] = [];
    for (const box of remaining) {
      const group = remaining.filter((other) => overlap(box, other) > agreement);
      if (group.length > best.length) best = group;
    }
    if (best.length === 0) break;
    groups.push(best);
    const taken = new Set(best);
    remaining = remaining.filter((box) => !taken.has(box));
  }
  return groups;
}

/** Medians of centre and side. */
function middleBox(boxes: readonly Box[]): Box {
  const middle = (value: (box: Box) => number) => upperMedian(boxes.map(value)) as number;
  const side = middle((box) => box[2]);
  const [x, y] = [middle((box) => box[0] + box[2] / 2), middle((box) => box[1] + box[3] / 2)];
  return [x - side / 2, y - side / 2, side, side];
}

/**
 * The box that training would have cropped for joints predicted in another box; null outside of the photo.
 *
 * @param joints (21, 2) in units of the crop's side, of the mirrored crop for a left hand.
 */
export function boxOfJoints(
  photo: { width: number; height: number },
  box: Box,
  joints: ArrayLike<number>,
  left: boolean,
): Box | null {
  return boxAround(photo, photoJoints(box, joints, left));
}

/** The box that training would have cropped for joints (21, 2) in pixels of the photo; null outside of it. */
export function boxAround(photo: { width: number; height: number }, pixels: ArrayLike<number>): Box | null {
  const square = squareBox(jointBox(pixels), photo.width, photo.height);
  return square === null || square[2] < 2 ? null : shiftInside(square, photo.width, photo.height);
}

/** Evenly spread over the photo, its edges included. */
function slidingWindows({ width, height }: RgbImage, scales: readonly number[], stride: number): Box[] {
  const windows: Box[] = [];
  let last = 0;
  for (const scale of scales) {
    const side = Math.min(scale * width, width, height);
    // A low photo's largest windows are all as high as it is.
    if (side < 1.15 * last) continue;
    last = side;
    const starts = (length: number) => {
      const steps = Math.ceil((length - side) / (stride * side) - 1e-9);
      return Array.from({ length: steps + 1 }, (_, i) => (steps === 0 ? 0 : (i * (length - side)) / steps));
    };
    for (const y of starts(height)) for (const x of starts(width)) windows.push([x, y, side, side]);
  }
  return windows;
}

/** Intersection over union. */
export function overlap(a: Box, b: Box): number {
  const width = Math.min(a[0] + a[2], b[0] + b[2]) - Math.max(a[0], b[0]);
  const height = Math.min(a[1] + a[3], b[1] + b[3]) - Math.max(a[1], b[1]);
  if (width <= 0 || height <= 0) return 0;
  return (width * height) / (a[2] * a[3] + b[2] * b[3] - width * height);
}
