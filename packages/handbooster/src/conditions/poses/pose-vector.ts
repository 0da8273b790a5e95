import type { RigidMotion } from '../../geometry/rigid-motion.js';
import { axisAngleToMatrix, axisAngleToQuaternion, matrixToQuaternion } from '../../geometry/rotations.js';

/** Numbers in a pose vector: 15 joint quaternions, the object's rotation quaternion and its translation. */
export const POSE_VECTOR_SIZE = 67;
/** Of which quaternions. */
export const POSE_VECTOR_QUATERNIONS = 16;

/** A hand-object pose in one common frame (a camera's, or the object's own). */
export interface HandObjectPose {
  /** (48) axis-angle, radians, absolute; the first three are the hand's global rotation. */
  pose: ArrayLike<number>;
  /** (3) wrist position, metres. */
  wrist: ArrayLike<number>;
  /** Common frame from object. */
  object: RigidMotion;
}

/**
 * The pose vector v = Concat(h_s, o_q, o_t) of Eq. 4: the 15 joint rotations as unit quaternions (w, x, y, z)
 * with the global one removed, then the object's rotation quaternion and translation (metres) in the
 * hand-root frame (origin at the wrist, axes turned by the global rotation).
 *
 * Quaternions are signed so that w >= 0. That tears rotations near w = 0 apart in a plain cosine; the metrics
 * other than `paper` do not depend on the sign (see `PoseMetricOptions`).
 */
export function poseVector({ pose, wrist, object }: HandObjectPose): Float64Array {
  const vector = new Float64Array(POSE_VECTOR_SIZE);
  for (let joint = 0; joint < 15; joint++) {
    const at = 3 + 3 * joint;
    vector.set(positive(axisAngleToQuaternion([pose[at], pose[at + 1], pose[at + 2]])), 4 * joint);
  }
  const root = axisAngleToMatrix([pose[0], pose[1], pose[2]]);
  const rotation = new Float64Array(9);
  for (let row = 0; row < 3; row++) {
    for (let column = 0; column < 3; column++) {
      for (let k = 0; k < 3; k++) rotation[3 * row + column] += root[3 * k + row] * object[4 * k + column];
    }
    for (let k = 0; k < 3; k++) vector[64 + row] += root[3 * k + row] * (object[4 * k + 3] - wrist[k]);
  }
  vector.set(positive(matrixToQuaternion(rotation)), 60);
  return vector;
}

function positive(quaternion: ArrayLike<number>): number[] {
  const sign = quaternion[0] < 0 ? -1 : 1;
  return Array.from(quaternion, (value) => sign * value);
}
