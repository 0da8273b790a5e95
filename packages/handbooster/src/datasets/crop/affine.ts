import type { Box } from '../../geometry/camera.js';

/**
 * A map of the plane, 2x3 row-major: x' = m0 x + m1 y + m2, y' = m3 x + m4 y + m5.
 */
export type Affine = Float64Array;

/**
 * The map from image pixels to the pixels of a square crop:
 * dst = size / 2 + size / (side scale) Rot(-rotation) (src - centre of the box).
 *
 * The corner of the box comes to pixel centre (0, 0) of the crop, half a pixel from where the convention of
 * `cropCamera` would put it; the published baselines do it so.
 *
 * @param rotation radians; the content turns by -rotation in image coordinates (y down).
 */
export function cropAffine(box: Box, size: number, scale = 1, rotation = 0): Affine {
  const [x, y, width, height] = box;
  const centreX = x + width / 2;
  const centreY = y + height / 2;
  const cosine = Math.cos(rotation);
  const sine = Math.sin(rotation);
  const a = (size / (width * scale)) * cosine;
  const b = (size / (width * scale)) * sine;
  const c = (size / (height * scale)) * -sine;
  const d = (size / (height * scale)) * cosine;
  return Float64Array.of(
    a,
    b,
    size / 2 - a * centreX - b * centreY,
    c,
    d,
    size / 2 - c * centreX - d * centreY,
  );
}

/** The map that undoes another. */
export function invertAffine(m: Affine): Affine {
  const determinant = m[0] * m[4] - m[1] * m[3];
  if (!(Math.abs(determinant) > 0)) throw new RangeError('invertAffine: the map flattens the plane');
  const a = m[4] / determinant;
  const b = -m[1] / determinant;
  const c = -m[3] / determinant;
  const d = m[0] / determinant;
  return Float64Array.of(a, b, -a * m[2] - b * m[5], c, d, -c * m[2] - d * m[5]);
}

/** Points (N, 2) under a map, as a new array. */
export function applyAffine(m: Affine, points: ArrayLike<number>): Float32Array {
  const out = new Float32Array(points.length);
  for (let i = 0; i < points.length; i += 2) {
    out[i] = m[0] * points[i] + m[1] * points[i + 1] + m[2];
    out[i + 1] = m[3] * points[i] + m[4] * points[i + 1] + m[5];
  }
  return out;
}
