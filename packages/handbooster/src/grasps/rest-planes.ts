import type { RigidMotion } from '../geometry/rigid-motion.js';

/**
 * The table in the frame of an object at rest on it: (n, 4) rows (A, B, C, D) with A x + B y + C z + D >= 0 above. `poses`
 * are motions from the object's frame to the world, whose table is z = 0; only their third rows count.
 */
export function restPlanes(poses: readonly RigidMotion[]): Float32Array {
  return Float32Array.from(poses.flatMap((pose) => [pose[8], pose[9], pose[10], pose[11]]));
}
