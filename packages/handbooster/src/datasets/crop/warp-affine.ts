import type { RgbImage } from '../images/rgb-image.js';
import { type Affine, invertAffine } from './affine.js';

/** Options of {@link warpAffine}. */
export interface WarpOptions {
  /** Reads the image mirrored in x (column x is column width - 1 - x), without mirroring it first. */
  mirror?: boolean;
  /**
   * Column and row of the picture that the image begins at, where it is a window of it; not with `mirror`.
   */
  origin?: readonly [number, number];
  /** (size, size, 3) to be filled; a new array otherwise. */
  out?: Float32Array;
}

/** Fraction bits of source positions, and of the sums they come from. */
const FRACTION_BITS = 5;
const SUM_BITS = 10;

/**
 * Samples an image through a map (image -> crop), bilinear, black outside: (size, size, 3) values in 0 ...
 * 255.
 *
 * Source positions are rounded as OpenCV's `warpAffine` rounds them (10-bit sums, 1/32 pixel), so that crops
 * agree with those that the published networks were trained on; the values in between are not rounded to
 * whole numbers, as in a warp of a float image.
 */
export function warpAffine(
  image: RgbImage,
  map: Affine,
  size: number,
  options: WarpOptions = {},
): Float32Array {
  const out = options.out ?? new Float32Array(size * size * 3);
  const { width, height, pixels } = image;
  const mirror = options.mirror ?? false;
  const [originX, originY] = options.origin ?? [0, 0];
  // OpenCV keeps the map in single precision and inverts it in double.
  const inverse = invertAffine(Float64Array.from(map, Math.fround));
  const one = 1 << SUM_BITS;
  const half = one >> (FRACTION_BITS + 1);
  const shift = SUM_BITS - FRACTION_BITS;
  const mask = (1 << FRACTION_BITS) - 1;
  const stepX = new Int32Array(size);
  const stepY = new Int32Array(size);
  for (let x = 0; x < size; x++) {
    stepX[x] = roundHalfEven(inverse[0] * x * one);
    stepY[x] = roundHalfEven(inverse[3] * x * one);
  }
  const row = width * 3;
  const next = mirror ? -3 : 3;
  let at = 0;
  for (let y = 0; y < size; y++) {
    const startX = roundHalfEven((inverse[1] * y + inverse[2]) * one) + half;
    const startY = roundHalfEven((inverse[4] * y + inverse[5]) * one) + half;
    for (let x = 0; x < size; x++, at += 3) {
      const fixedX = (startX + stepX[x]) >> shift;
      const fixedY = (startY + stepY[x]) >> shift;
      const left = (fixedX >> FRACTION_BITS) - originX;
      const top = (fixedY >> FRACTION_BITS) - originY;
      const fx = (fixedX & mask) / 32;
      const fy = (fixedY & mask) / 32;
      const wRight = fx * (1 - fy);
      const wLeft = 1 - fy - wRight;
      const wRightBelow = fx * fy;
      const wLeftBelow = fy - wRightBelow;
      const column = mirror ? width - 1 - left : left;
      const i = top * row + column * 3;
      if (left >= 0 && top >= 0 && left < width - 1 && top < height - 1) {
        const r = i + next;
        const b = i + row;
        const c = b + next;
        out[at] = wLeft * pixels[i] + wRight * pixels[r] + wLeftBelow * pixels[b] + wRightBelow * pixels[c];
        out[at + 1] =
          wLeft * pixels[i + 1] +
          wRight * pixels[r + 1] +
          wLeftBelow * pixels[b + 1] +
          wRightBelow * pixels[c + 1];
        out[at + 2] =
          wLeft * pixels[i + 2] +
          wRight * pixels[r + 2] +
          wLeftBelow * pixels[b + 2] +
          wRightBelow * pixels[c + 2];
        continue;
      }
      // At the rim each of the four neighbours counts only where it is in the image.
      const leftIn = left >= 0 && left < width;
      const rightIn = left >= -1 && left < width - 1;
      const topIn = top >= 0 && top < height;
      const belowIn = top >= -1 && top < height - 1;
      for (let k = 0; k < 3; k++) {
        let sum = 0;
        if (leftIn && topIn) sum += wLeft * pixels[i + k];
        if (rightIn && topIn) sum += wRight * pixels[i + next + k];
        if (leftIn && belowIn) sum += wLeftBelow * pixels[i + row + k];
        if (rightIn && belowIn) sum += wRightBelow * pixels[i + row + next + k];
        out[at + k] = sum;
      }
    }
  }
  return out;
}

/** To the nearest whole number, ties to even, as the processor's own rounding. */
function roundHalfEven(value: number): number {
  const rounded = Math.round(value);
  return rounded - value === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}
