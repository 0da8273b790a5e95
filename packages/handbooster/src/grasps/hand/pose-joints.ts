import { rotationAndJacobian } from './rotation-jacobian.js';

/** What `poseJoints` fills in, joint by joint. */
export interface PosedJoints {
  /** (16, 9) own rotations. */
  local: Float64Array;
  /** (16, 9) their left Jacobians. */
  jacobian: Float64Array;
  /** (16, 9) rotations in the world. */
  rotation: Float64Array;
  /** (16, 3) positions. */
  posed: Float64Array;
  /** (16, 3) what is added to a rotated rest point. */
  offset: Float64Array;
}

/**
 * Poses the joints of a hand, parents first: translation (3) and 16 axis-angle rotations from `offset` of the
 * parameters on.
 */
export function poseJoints(
  parents: ArrayLike<number>,
  rest: Float64Array,
  parameters: ArrayLike<number>,
  offset: number,
  { local, jacobian, rotation, posed, offset: translation }: PosedJoints,
): void {
  for (let j = 0; j < 16; j++) {
    rotationAndJacobian(parameters, offset + 3 + 3 * j, local, jacobian, 9 * j);
    const parent = parents[j];
    if (parent < 0) {
      for (let k = 0; k < 9; k++) rotation[9 * j + k] = local[9 * j + k];
      for (let k = 0; k < 3; k++) posed[3 * j + k] = rest[3 * j + k] + parameters[offset + k];
    } else {
      multiply(rotation, 9 * parent, local, 9 * j, rotation, 9 * j);
      const dx = rest[3 * j] - rest[3 * parent];
      const dy = rest[3 * j + 1] - rest[3 * parent + 1];
      const dz = rest[3 * j + 2] - rest[3 * parent + 2];
      for (let k = 0; k < 3; k++) {
        const r = 9 * parent + 3 * k;
        posed[3 * j + k] =
          posed[3 * parent + k] + rotation[r] * dx + rotation[r + 1] * dy + rotation[r + 2] * dz;
      }
    }
    for (let k = 0; k < 3; k++) {
      const r = 9 * j + 3 * k;
      translation[3 * j + k] =
        posed[3 * j + k] -
        (rotation[r] * rest[3 * j] + rotation[r + 1] * rest[3 * j + 1] + rotation[r + 2] * rest[3 * j + 2]);
    }
  }
}

/**
 * Rotations (16, 9) minus one, which pose corrections are linear in, and (16) the size of the largest entry
 * of each.
 */
export function rotationFeatures(local: Float64Array, feature: Float64Array, turns: Float64Array): void {
  turns.fill(0);
  for (let i = 0; i < feature.length; i++) {
    feature[i] = local[i] - ((i % 9) % 4 === 0 ? 1 : 0);
    const joint = (i / 9) | 0;
    turns[joint] = Math.max(turns[joint], Math.abs(feature[i]));
  }
}

function multiply(
  a: Float64Array,
  ia: number,
  b: Float64Array,
  ib: number,
  out: Float64Array,
  io: number,
): void {
  for (let row = 0; row < 9; row += 3) {
    const x = a[ia + row];
    const y = a[ia + row + 1];
    const z = a[ia + row + 2];
    out[io + row] = x * b[ib] + y * b[ib + 3] + z * b[ib + 6];
    out[io + row + 1] = x * b[ib + 1] + y * b[ib + 4] + z * b[ib + 7];
    out[io + row + 2] = x * b[ib + 2] + y * b[ib + 5] + z * b[ib + 8];
  }
}
