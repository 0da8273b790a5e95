import type { RigidMotion } from '../../geometry/rigid-motion.js';

/**
 * A motion seen in a mirror that turns x round: M T M with M = diag(-1, 1, 1). It places the mirrored object
 * (each vertex's x negated), which is what a mirrored picture shows.
 */
export function mirrorMotion(motion: RigidMotion): RigidMotion {
  const mirrored = Float64Array.from(motion);
  // Entries with one index on the x axis change sign; so does the translation's x.
  for (const i of [1, 2, 3, 4, 8]) mirrored[i] = -mirrored[i];
  return mirrored;
}
