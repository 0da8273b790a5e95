import { InputError } from '../geometry/input-error.js';
import { type PoseSet, poseDistance } from './pose-metric.js';

/** What farthest-pose sampling chose. */
export interface FarthestPoses {
  /** Indices in the order they were picked; the first is the start. */
  picks: number[];
  /** Of each pick, its distance to the nearest earlier pick (the first: Infinity). Falls from pick to pick. */
  spacing: number[];
  /** The largest distance from any pose of the set to its nearest pick. */
  coverageRadius: number;
}

/**
 * Farthest-pose sampling (Alg. 1): from a start, again and again the pose that is farthest from all picked ones; of
 * equally far ones, the first. Picks every pose where `count` is not below the size of the set.
 *
 * The algorithm as printed recomputes all distances for each pick, O(P M^2). Here each pose remembers its distance to
 * the nearest pick, O(P M), and the picks are the same.
 */
export function farthestPoses(poses: PoseSet, count: number, start: number): FarthestPoses {
  if (poses.count === 0) return { picks: [], spacing: [], coverageRadius: 0 };
  if (!Number.isInteger(start) || start < 0 || start >= poses.count) {
    throw new InputError(`start: expected the index of one of ${poses.count} poses, found ${start}`);
  }
  if (!Number.isInteger(count) || count < 1) {
    throw new InputError(`count: expected a whole number of poses, at least 1, found ${count}`);
  }
  const nearest = new Float64Array(poses.count).fill(Number.POSITIVE_INFINITY);
  const picks: number[] = [];
  const spacing: number[] = [];
  let next = start;
  let farthest = Number.POSITIVE_INFINITY;
  while (next >= 0 && picks.length < count) {
    picks.push(next);
    spacing.push(farthest);
    const pick = next;
    nearest[pick] = Number.NEGATIVE_INFINITY;
    next = -1;
    farthest = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < poses.count; i++) {
      const before = nearest[i];
      if (before === Number.NEGATIVE_INFINITY) continue;
      const distance = poseDistance(poses, i, poses, pick);
      const now = Math.min(distance, before);
      nearest[i] = now;
      if (now > farthest) {
        farthest = now;
        next = i;
      }
    }
  }
  return { picks, spacing, coverageRadius: next < 0 ? 0 : farthest };
}
