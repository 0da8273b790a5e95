import { InputError } from '../../base/errors/input-error.js';
import { multiplyQuaternions } from '../../geometry/rotations.js';
import { centerTranslation, type ObjectSymmetry } from './object-symmetry.js';

/** How unlike two pose vectors are. */
export interface PoseMetricOptions {
  /**
   * `paper`: 1 - cosine of the vectors as they are (Eq. 5 prints the similarity and calls it a distance; Alg.
   * 1 needs the distance, or it would choose the most alike poses). `absdot`: the same with the absolute dot
   * product of each quaternion, so that q and -q are one rotation. `geodesic`: root of the weighted sum of
   * squared rotation angles (radians) and of the squared scaled translation.
   */
  kind: 'paper' | 'absdot' | 'geodesic';
  /** Metres of translation that weigh as much as one unit quaternion (or one radian). 1 is the paper's. */
  translationScale: number;
  /** Weight of each of the 15 joint rotations. */
  jointWeight: number;
  /** Weight of the object's rotation. */
  objectRotationWeight: number;
  /**
   * Poses that differ by one of these turns of the object count as one: the object's rotation is compared
   * with the nearest of its equals, and the translation is that of the symmetry's centre. Not with `paper`,
   * whose similarity has no absolute value to be nearest in. Default: none.
   */
  symmetry?: ObjectSymmetry | null;
}

/** As printed in the paper. */
export const PAPER_POSE_METRIC: PoseMetricOptions = {
  kind: 'paper',
  translationScale: 1,
  jointWeight: 1,
  objectRotationWeight: 1,
};

/**
 * Sign-free, and a decimetre of translation counts as much as one rotation.
 *
 * Measured by `handbooster conditions metrics` on 1753 holding grasps of 17 objects by our own optimiser; 12
 * of each object were picked from five starts. Mean distance of the picks to their nearest other pick over
 * that of random picks, by the metric itself, and by parts (RMS angle of the joints, angle of the object's
 * rotation, its translation); how the mean squared distance divides into the three parts:
 *
 *     metric    scale  object weight   itself   joints  rotation  translation   shares
 *     paper     1      1               2.23     1.18    1.40      1.13          0.10 0.90 0.00
 *     absdot    0.1    1               2.19     1.22    1.48      1.25          0.12 0.73 0.15
 *     absdot    0.05   1               2.19     1.19    1.33      1.43          0.11 0.54 0.35
 *     absdot    0.1    0.5             2.16     1.30    1.36      1.31          0.19 0.58 0.23
 *     geodesic  0.1    0.25            1.53     1.38    1.37      1.23          0.31 0.58 0.11
 *
 * As printed, the translation has no say. At 0.1 m every part is spread by a fifth or more; an object weight
 * of 0.5 is more even still, at the cost of approach directions.
 */
export const POSE_METRIC_DEFAULTS: PoseMetricOptions = {
  kind: 'absdot',
  translationScale: 0.1,
  jointWeight: 1,
  objectRotationWeight: 1,
};

/** A set of pose vectors prepared for one metric. */
export interface PoseSet {
  readonly count: number;
  /** (count, size), scaled so that the metric is cheap. */
  readonly values: Float64Array;
  readonly size: number;
  readonly kind: PoseMetricOptions['kind'];
  /** (K, 8) two quaternions a row for `largestTwinDot`; null without symmetry. */
  readonly twins: Float64Array | null;
}

/**
 * Scales pose vectors for a metric: weights go in as their square roots, the translation is divided by its
 * length scale, and for the two cosine metrics each vector is divided by its norm, so that a distance is one
 * dot product.
 *
 * @param vectors equal-length vectors: 4-number quaternions first, then 3 numbers of translation.
 *
 * @example
 * ```ts
 * import { preparePoses } from 'handbooster';
 * const poses = preparePoses([[1, 0, 0, 0, 0, 0, 0], [0, 1, 0, 0, 0, 0, 0.1]]);
 * console.log(poses.count); // 2
 * ```
 */
export function preparePoses(
  vectors: readonly ArrayLike<number>[],
  options: PoseMetricOptions = POSE_METRIC_DEFAULTS,
): PoseSet {
  const size = vectors[0]?.length ?? 0;
  const table = new Float64Array(vectors.length * size);
  vectors.forEach((vector, row) => {
    if (vector.length !== size) {
      throw new InputError(`pose vector ${row}: expected ${size} numbers, found ${vector.length}`);
    }
    table.set(vector, row * size);
  });
  return preparePoseTable(table, size, options);
}

/**
 * The same for vectors that stand one after the other, scaled in place: the set takes the table over, so that
 * a million poses are in memory once (536 MB).
 *
 * @param table (count, size)
 */
export function preparePoseTable(
  table: Float64Array,
  size: number,
  options: PoseMetricOptions = POSE_METRIC_DEFAULTS,
): PoseSet {
  const count = table.length === 0 ? 0 : table.length / size;
  if (count > 0 && (size < 7 || (size - 3) % 4 !== 0 || !Number.isInteger(count))) {
    throw new InputError(
      `pose vector: expected 4 q + 3 numbers (q quaternions and a translation), found ${size}`,
    );
  }
  if (!(options.translationScale > 0)) {
    throw new InputError(`translationScale: expected a length above 0, found ${options.translationScale}`);
  }
  const { symmetry = null } = options;
  if (symmetry !== null && options.kind === 'paper') {
    throw new InputError('object symmetries: expected the metric absdot or geodesic, found paper');
  }
  const quaternions = (size - 3) / 4;
  const jointScale = Math.sqrt(options.jointWeight);
  const objectScale = Math.sqrt(options.objectRotationWeight);
  const scales = Float64Array.from({ length: size }, (_, k) => {
    if (k >= 4 * quaternions) return 1 / options.translationScale;
    return k < 4 * (quaternions - 1) ? jointScale : objectScale;
  });
  for (let row = 0; row < count; row++) {
    let norm = 0;
    if (symmetry !== null) centerTranslation(table, row * size, quaternions, symmetry);
    for (let k = 0, at = row * size; k < size; k++, at++) {
      const value = table[at] * scales[k];
      if (!Number.isFinite(value)) throw new InputError(`pose vector ${row}: number ${k} is ${table[at]}`);
      table[at] = value;
      norm += value * value;
    }
    if (options.kind === 'geodesic') continue;
    if (norm === 0) throw new InputError(`pose vector ${row}: all its numbers are zero, it has no direction`);
    norm = Math.sqrt(norm);
    for (let at = row * size; at < (row + 1) * size; at++) table[at] /= norm;
  }
  return { count, values: table, size, kind: options.kind, twins: symmetry && twinTable(symmetry) };
}

/** Some poses of a set as a set of its own, in the order of `indices`. */
export function poseSubset(poses: PoseSet, indices: ArrayLike<number>): PoseSet {
  const { size, kind, twins } = poses;
  const values = new Float64Array(indices.length * size);
  for (let row = 0; row < indices.length; row++) {
    const from = indices[row] * size;
    values.set(poses.values.subarray(from, from + size), row * size);
  }
  return { count: indices.length, values, size, kind, twins };
}

/**
 * Distance between pose i of one set and pose j of another prepared with the same options; 0 for equal poses.
 */
export function poseDistance(a: PoseSet, i: number, b: PoseSet, j: number): number {
  const { size } = a;
  const u = a.values;
  const v = b.values;
  let at = i * size;
  let bt = j * size;
  const end = at + size - 3;
  const { twins } = a;
  if (a.kind === 'paper') {
    let dot = 0;
    for (; at < end; at += 4, bt += 4) {
      dot += u[at] * v[bt] + u[at + 1] * v[bt + 1] + u[at + 2] * v[bt + 2] + u[at + 3] * v[bt + 3];
    }
    return 1 - dot - (u[at] * v[bt] + u[at + 1] * v[bt + 1] + u[at + 2] * v[bt + 2]);
  }
  if (a.kind === 'absdot') {
    let dot = 0;
    // With symmetries the object's rotation, the last quaternion, is compared on its own.
    const plain = twins === null ? end : end - 4;
    for (; at < plain; at += 4, bt += 4) {
      dot += Math.abs(u[at] * v[bt] + u[at + 1] * v[bt + 1] + u[at + 2] * v[bt + 2] + u[at + 3] * v[bt + 3]);
    }
    if (twins !== null) {
      dot += largestTwinDot(twins, u, at, v, bt);
      at += 4;
      bt += 4;
    }
    return 1 - dot - (u[at] * v[bt] + u[at + 1] * v[bt + 1] + u[at + 2] * v[bt + 2]);
  }
  let sum = 0;
  for (; at < end; at += 4, bt += 4) {
    const dot =
      twins !== null && at === end - 4
        ? largestTwinDot(twins, u, at, v, bt)
        : Math.abs(u[at] * v[bt] + u[at + 1] * v[bt + 1] + u[at + 2] * v[bt + 2] + u[at + 3] * v[bt + 3]);
    // The quaternions carry the square root of the weight: |q| = sqrt(weight).
    const weight = u[at] * u[at] + u[at + 1] * u[at + 1] + u[at + 2] * u[at + 2] + u[at + 3] * u[at + 3];
    if (weight === 0) continue;
    const angle = 2 * Math.acos(Math.min(1, dot / weight));
    sum += weight * angle * angle;
  }
  for (let k = 0; k < 3; k++) sum += (u[at + k] - v[bt + k]) ** 2;
  return Math.sqrt(sum);
}

/**
 * Rows (s, n s): s a rotation of the symmetry, n its axis as a pure quaternion (zero without one). Turned by
 * any angle t about n, s becomes cos(t / 2) s + sin(t / 2) n s, so the greatest dot product over t is the
 * root of the sum of squares of the two rows'.
 */
function twinTable({ rotations, axis }: ObjectSymmetry): Float64Array {
  const table = new Float64Array(8 * rotations.length);
  rotations.forEach((rotation, row) => {
    table.set(rotation, 8 * row);
    if (axis !== null) table.set(multiplyQuaternions([0, ...axis], rotation), 8 * row + 4);
  });
  return table;
}

/** The greatest |u . (v s)| over the rotations s of a symmetry: (v s) . u = s . (v* u). */
function largestTwinDot(
  twins: Float64Array,
  u: Float64Array,
  at: number,
  v: Float64Array,
  bt: number,
): number {
  const [a, b, c, d] = [v[bt], v[bt + 1], v[bt + 2], v[bt + 3]];
  const [e, f, g, h] = [u[at], u[at + 1], u[at + 2], u[at + 3]];
  const w = a * e + b * f + c * g + d * h;
  const x = a * f - b * e - c * h + d * g;
  const y = a * g + b * h - c * e - d * f;
  const z = a * h - b * g + c * f - d * e;
  let largest = 0;
  for (let k = 0; k < twins.length; k += 8) {
    const still = w * twins[k] + x * twins[k + 1] + y * twins[k + 2] + z * twins[k + 3];
    const turned = w * twins[k + 4] + x * twins[k + 5] + y * twins[k + 6] + z * twins[k + 7];
    const squared = still * still + turned * turned;
    if (squared > largest) largest = squared;
  }
  return Math.sqrt(largest);
}
