import { svd3 } from './svd3.js';

export interface ProcrustesOptions {
  /**
   * `allowed`: the best orthogonal matrix, a mirror image included, as the official HO3D, FreiHAND, DexYCB and HandBooster
   * evaluations do. `refused`: the best rotation (determinant +1), as HandOccNet's own DexYCB evaluation does.
   */
  reflection: 'allowed' | 'refused';
}

/** Comparable with published tables. */
export const PROCRUSTES_DEFAULTS: ProcrustesOptions = { reflection: 'allowed' };

/**
 * The prediction after the similarity transform (translation, rotation, scale) that brings it nearest to the truth:
 * both are centred and divided by their Frobenius norms, the SVD of truth^T x prediction gives rotation and scale
 * (Sec. 4.1 "PA"; the official scripts' formula, their 1e-8 included).
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
  const cross = new Float64Array(9);
  for (let i = 0; i < count; i++) {
    for (let r = 0; r < 3; r++) {
      const t = (truth[3 * i + r] - truthMean[r]) / truthScale;
      for (let c = 0; c < 3; c++) {
        cross[3 * r + c] += (t * (predicted[3 * i + c] - predictedMean[c])) / predictedScale;
      }
    }
  }
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
  for (let i = 0; i < count; i++) {
    for (let r = 0; r < 3; r++) {
      let value = 0;
      for (let c = 0; c < 3; c++) value += rotation[3 * r + c] * (predicted[3 * i + c] - predictedMean[c]);
      aligned[3 * i + r] = value * scale + truthMean[r];
    }
  }
  return aligned;
}

function mean(points: ArrayLike<number>, count: number): number[] {
  const sum = [0, 0, 0];
  for (let i = 0; i < 3 * count; i++) sum[i % 3] += points[i];
  return sum.map((value) => value / count);
}

function spread(points: ArrayLike<number>, centre: number[]): number {
  let sum = 0;
  for (let i = 0; i < points.length; i++) sum += (points[i] - centre[i % 3]) ** 2;
  return Math.sqrt(sum);
}

function determinant(m: Float64Array): number {
  return (
    m[0] * (m[4] * m[8] - m[5] * m[7]) -
    m[1] * (m[3] * m[8] - m[5] * m[6]) +
    m[2] * (m[3] * m[7] - m[4] * m[6])
  );
}
