import type { HandModel } from './model/hand-model.js';

/** How the numbers of a pose are to be read. */
export interface PoseConvention {
  /**
   * Whether the finger numbers are coefficients of the model's pose components (their count is the pose's
   * length less 3) instead of 45 axis-angle numbers.
   */
  pca: boolean;
  /**
   * Whether zero means the flat hand. If not, it means the mean pose, which is added (HO3D: flat; DexYCB:
   * not).
   */
  flatHandMean: boolean;
}

/** DexYCB's labels are `{ pca: true, flatHandMean: false }`, HO3D's `{ pca: false, flatHandMean: true }`. */
export const POSE_CONVENTION_DEFAULTS: PoseConvention = { pca: false, flatHandMean: false };

/**
 * Absolute axis-angle poses (B, 48), root first, of poses (B, 3 + n) in some convention: what `decodeHands`
 * and HandLayer take.
 */
export function toAbsolutePose(
  model: HandModel,
  pose: ArrayLike<number>,
  convention: Partial<PoseConvention> = {},
  coefficients = 45,
): Float32Array {
  const { pca, flatHandMean } = { ...POSE_CONVENTION_DEFAULTS, ...convention };
  const width = 3 + (pca ? coefficients : 45);
  const batch = pose.length / width;
  if (!Number.isInteger(batch)) {
    throw new RangeError(`toAbsolutePose: expected pose (B, ${width}), found ${pose.length} numbers`);
  }
  const out = new Float32Array(batch * 48);
  for (let b = 0; b < batch; b++) {
    for (let k = 0; k < 3; k++) out[b * 48 + k] = pose[b * width + k];
    for (let i = 0; i < 45; i++) {
      let value = flatHandMean ? 0 : model.poseMean[i];
      if (pca) {
        for (let c = 0; c < coefficients; c++)
          value += pose[b * width + 3 + c] * model.poseComponents[c * 45 + i];
      } else value += pose[b * width + 3 + i];
      out[b * 48 + 3 + i] = value;
    }
  }
  return out;
}

/**
 * Poses (B, 48) in some convention (of PCA, all 45 coefficients) of absolute ones (B, 48). Undoes
 * `toAbsolutePose`.
 */
export function fromAbsolutePose(
  model: HandModel,
  pose: ArrayLike<number>,
  convention: Partial<PoseConvention> = {},
): Float32Array {
  const { pca, flatHandMean } = { ...POSE_CONVENTION_DEFAULTS, ...convention };
  const batch = pose.length / 48;
  if (!Number.isInteger(batch)) {
    throw new RangeError(`fromAbsolutePose: expected pose (B, 48), found ${pose.length} numbers`);
  }
  const inverse = pca ? inverseComponents(model) : null;
  const out = Float32Array.from(pose);
  const fingers = new Float64Array(45);
  for (let b = 0; b < batch; b++) {
    const own = out.subarray(b * 48 + 3, (b + 1) * 48);
    for (let i = 0; i < 45; i++) fingers[i] = pose[b * 48 + 3 + i] - (flatHandMean ? 0 : model.poseMean[i]);
    for (let c = 0; c < 45; c++) {
      if (!inverse) own[c] = fingers[c];
      else {
        let sum = 0;
        for (let i = 0; i < 45; i++) sum += fingers[i] * inverse[i * 45 + c];
        own[c] = sum;
      }
    }
  }
  return out;
}

const inverses = new WeakMap<HandModel, Float64Array>();

/** Inverse (45, 45) of the pose components, by Gauss-Jordan elimination with pivoting. */
function inverseComponents(model: HandModel): Float64Array {
  const known = inverses.get(model);
  if (known) return known;
  const n = 45;
  const a = Float64Array.from(model.poseComponents);
  const out = Float64Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? 1 : 0));
  for (let column = 0; column < n; column++) {
    let pivot = column;
    for (let row = column + 1; row < n; row++) {
      if (Math.abs(a[row * n + column]) > Math.abs(a[pivot * n + column])) pivot = row;
    }
    const divisor = a[pivot * n + column];
    if (Math.abs(divisor) < 1e-12)
      throw new RangeError(`${model.name}: the pose components cannot be inverted`);
    for (let k = 0; k < n; k++) {
      for (const matrix of [a, out]) {
        const kept = matrix[column * n + k];
        matrix[column * n + k] = matrix[pivot * n + k] / divisor;
        if (pivot !== column) matrix[pivot * n + k] = kept;
      }
    }
    for (let row = 0; row < n; row++) {
      if (row === column) continue;
      const factor = a[row * n + column];
      if (factor === 0) continue;
      for (let k = 0; k < n; k++) {
        a[row * n + k] -= factor * a[column * n + k];
        out[row * n + k] -= factor * out[column * n + k];
      }
    }
  }
  inverses.set(model, out);
  return out;
}
