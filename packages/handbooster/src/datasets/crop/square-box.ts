import type { Box } from '../../geometry/camera.js';

/**
 * The tight box of 2D joints, grown about its centre (Sec. 3.4's baselines: HandOccNet, MobRecon and H2ONet
 * share it).
 *
 * @param joints (J, 2) pixels.
 * @param factor of width and height; 1.5 for training and for DexYCB.
 */
export function jointBox(joints: ArrayLike<number>, factor = 1.5): Box {
  let left = Number.POSITIVE_INFINITY;
  let top = Number.POSITIVE_INFINITY;
  let right = Number.NEGATIVE_INFINITY;
  let bottom = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < joints.length; i += 2) {
    left = Math.min(left, joints[i]);
    right = Math.max(right, joints[i]);
    top = Math.min(top, joints[i + 1]);
    bottom = Math.max(bottom, joints[i + 1]);
  }
  const width = (right - left) * factor;
  const height = (bottom - top) * factor;
  return [(left + right - width) / 2, (top + bottom - height) / 2, width, height];
}

/**
 * Clips a box to the image, grows its short side to a square about the centre, and scales that.
 *
 * The right and bottom edges are taken from the clipped left and top, so a box that sticks out there is
 * shifted and keeps its size, while one that sticks out at the right or bottom shrinks: that is how the
 * published baselines crop.
 *
 * @returns null for a box without area or outside of the image.
 */
export function squareBox(box: Box, imageWidth: number, imageHeight: number, factor = 1): Box | null {
  const [x, y, width, height] = box;
  const left = Math.max(0, x);
  const top = Math.max(0, y);
  const right = Math.min(imageWidth - 1, left + Math.max(0, width - 1));
  const bottom = Math.min(imageHeight - 1, top + Math.max(0, height - 1));
  if (!(width * height > 0 && right >= left && bottom >= top)) return null;
  const side = Math.max(right - left, bottom - top);
  const grown = side * factor;
  return [(left + right - grown) / 2, (top + bottom - grown) / 2, grown, grown];
}

/**
 * Shifts a box into the image, each axis by itself: to 0 where it starts before it, else to end at the last
 * pixel (`no_black_edge` of HandBooster and H2ONet).
 */
export function shiftInside(box: Box, imageWidth: number, imageHeight: number): Box {
  const [x, y, width, height] = box;
  const shift = (start: number, size: number, limit: number) =>
    start < 0 ? 0 : start + size > limit ? start - (start + size - (limit - 1)) : start;
  return [shift(x, width, imageWidth), shift(y, height, imageHeight), width, height];
}

/** The whole image, for test pictures whose box is not valid: not square. */
export function wholeImageBox(imageWidth: number, imageHeight: number): Box {
  return [0, 0, imageWidth - 1, imageHeight - 1];
}
