import type { Box } from 'handbooster/browser';

/**
 * Least side of a box, pixels, and as a share of the picture's shorter side: nothing smaller shows a hand.
 */
const SMALLEST = 16;
const SMALLEST_SHARE = 0.05;

/** The nearest square box that is in the picture, neither larger than it nor too small to show a hand. */
export function limitBox([x, y, width, height]: Box, picture: { width: number; height: number }): Box {
  const shorter = Math.min(picture.width, picture.height);
  const least = Math.min(shorter, Math.max(SMALLEST, SMALLEST_SHARE * shorter));
  const side = Math.min(shorter, Math.max(least, width, height));
  const inside = (start: number, length: number, limit: number) =>
    Math.min(Math.max(0, start + (length - side) / 2), limit - side);
  return [inside(x, width, picture.width), inside(y, height, picture.height), side, side];
}

/**
 * Whether a box that followed a hand has lost it: it shrank to nothing, ran into a side of the picture, or is
 * no box.
 */
export function isLost(box: Box | null, picture: { width: number; height: number }): boolean {
  if (box === null || !box.every(Number.isFinite)) return true;
  return (
    Math.max(box[2], box[3]) < Math.max(SMALLEST, SMALLEST_SHARE * Math.min(picture.width, picture.height))
  );
}

/** A step of the arrow keys, as a share of the box's side; with Shift ten times as far. */
const STEP = 0.02;

/** The box after a key: arrows move it, + and - resize it about its middle; null for other keys. */
export function boxAfterKey([x, y, width, height]: Box, key: string, shift: boolean): Box | null {
  const step = STEP * width * (shift ? 10 : 1);
  const grown = (change: number): Box => [x - change / 2, y - change / 2, width + change, height + change];
  switch (key) {
    case 'ArrowLeft':
      return [x - step, y, width, height];
    case 'ArrowRight':
      return [x + step, y, width, height];
    case 'ArrowUp':
      return [x, y - step, width, height];
    case 'ArrowDown':
      return [x, y + step, width, height];
    case '+':
    case '=':
      return grown(2 * step);
    case '-':
      return grown(-2 * step);
    default:
      return null;
  }
}

/** Half way to where the hand went: a film's box neither lags far nor trembles. */
export function smoothedBox(from: Box, to: Box): Box {
  const [x, y, width, height] = from.map((value, i) => (value + to[i]) / 2);
  return [x, y, width, height];
}
