import { svd3 } from './svd3.js';

export interface ProcrustesOptions {
  /**
   * `allowed`: the best orthogonal matrix, a mirror image included, as the official HO3D, FreiHAND, DexYCB
   * and HandBooster evaluations do. `refused`: the best rotation (determinant +1), as HandOccNet's own DexYCB
   * evaluation does.
   */
  reflection: 'allowed' | 'refused';
}

/** Comparable with published tables. */
export const PROCRUSTES_DEFAULTS: ProcrustesOptions = { reflection: 'allowed' };

/**
 * The prediction after the similarity transform (translation, rotation, scale) that brings it nearest to the
 * truth: both are centred and divided by their Frobenius norms, the SVD of truth^T x prediction gives
 * rotation and scale (Sec. 4.1 "PA"; the official scripts' formula, their 1e-8 included).
 *
 * @param predicted (N, 3), any unit. @param truth (N, 3), same unit. @returns (N, 3).
 */
export function procrustesAlign(
  predicted: ArrayLike<number>,
  truth: ArrayLike<number>,
  options: ProcrustesOptions = PROCRUSTES_DEFAULTS,
): Float64Array {
  const count = truth.length / 3;
  const truthMean = mean(truth, count);
  const predictedMean = mean(predicted, count);
  const truthScale = spread(truth, truthMean) + 1e-8;
  const predictedScale = spread(predicted, predictedMean) + 1e-8;
  const cross = crossCovariance(truth, truthMean, truthScale, predicted, predictedMean, predictedScale);
  const { u, s, v } = svd3(cross);
  const signs = [1, 1, 1];
  if (options.reflection === 'refused' && determinant(u) * determinant(v) < 0) signs[2] = -1;
  const rotation = new Float64Array(9);
  for (let r = 0; r < 3; r++) {
    for (let c = 0; c < 3; c++) {
      for (let k = 0; k < 3; k++) rotation[3 * r + c] += signs[k] * u[3 * r + k] * v[3 * c + k];
    }
  }
  const scale = ((signs[0] * s[0] + signs[1] * s[1] + signs[2] * s[2]) * truthScale) / predictedScale;
  const aligned = new Float64Array(3 * count);
  const [r0, r1, r2, r3, r4, r5, r6, r7, r8] = rotation;
  const [px, py, pz] = predictedMean;
  const [tx, ty, tz] = truthMean;
  for (let i = 0; i < aligned.length; i += 3) {
    const x = predicted[i] - px;
    const y = predicted[i + 1] - py;
    const z = predicted[i + 2] - pz;
    aligned[i] = (r0 * x + r1 * y + r2 * z) * scale + tx;
    aligned[i + 1] = (r3 * x + r4 * y + r5 * z) * scale + ty;
    aligned[i + 2] = (r6 * x + r7 * y + r8 * z) * scale + tz;
  }
  return aligned;
}

/** truth^T x predicted (9), both centred and divided by their scales. */
function crossCovariance(
  truth: ArrayLike<number>,
  truthMean: readonly number[],
  truthScale: number,
  predicted: ArrayLike<number>,
  predictedMean: readonly number[],
  predictedScale: number,
): Float64Array {
  const [tx, ty, tz] = truthMean;
  const [px, py, pz] = predictedMean;
  let [xx, xy, xz, yx, yy, yz, zx, zy, zz] = [0, 0, 0, 0, 0, 0, 0, 0, 0];
  for (let i = 0; i < truth.length; i += 3) {
    const a = truth[i] - tx;
    const b = truth[i + 1] - ty;
    const c = truth[i + 2] - tz;
    const x = predicted[i] - px;
    const y = predicted[i + 1] - py;
    const z = predicted[i + 2] - pz;
    xx += a * x;
    xy += a * y;
    xz += a * z;
    yx += b * x;
    yy += b * y;
    yz += b * z;
    zx += c * x;
    zy += c * y;
    zz += c * z;
  }
  return Float64Array.of(xx, xy, xz, yx, yy, yz, zx, zy, zz).map(
    (value) => value / truthScale / predictedScale,
  );
}

function mean(points: ArrayLike<number>, count: number): number[] {
  let [x, y, z] = [0, 0, 0];
  for (let i = 0; i < 3 * count; i += 3) {
    x += points[i];
    y += points[i + 1];
    z += points[i + 2];
  }
  return [x / count, y / count, z / count];
}

/** Frobenius norm about a centre. */
function spread(points: ArrayLike<number>, [cx, cy, cz]: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < points.length; i += 3) {
    const x = points[i] - cx;
    const y = points[i + 1] - cy;
    const z = points[i + 2] - cz;
    sum += x * x + y * y + z * z;
  }
  return Math.sqrt(sum);
}

function determinant(m: Float64Array): number {
  return (
    m[0] * (m[4] * m[8] - m[5] * m[7]) -
    m[1] * (m[3] * m[8] - m[5] * m[6]) +
    m[2] * (m[3] * m[7] - m[4] * m[6])
  );
}
