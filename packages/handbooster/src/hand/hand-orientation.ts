import { axisAngleToMatrix, matrixToQuaternion } from '../geometry/rotations.js';

/** The root rotation of a pose as a unit quaternion (w, x, y, z) with w >= 0. */
export function handOrientation(pose: ArrayLike<number>): Float32Array {
  const quaternion = matrixToQuaternion(axisAngleToMatrix(pose));
  return Float32Array.from(quaternion, (value) => (quaternion[0] < 0 ? -value : value));
}
