import { type PoseSet, poseDistance } from './pose-metric.js';

/** Of each pose, the most alike one of another set. */
export interface NearestPoses {
  /** Infinity where the other set is empty. */
  distances: Float64Array;
  /** -1 where the other set is empty. */
  indices: Int32Array;
}

/**
 * Of each pose of `poses` the nearest one of `others`, both prepared for one metric; of equally near ones,
 * the first.
 */
export function nearestPoses(poses: PoseSet, others: PoseSet): NearestPoses {
  const distances = new Float64Array(poses.count).fill(Number.POSITIVE_INFINITY);
  const indices = new Int32Array(poses.count).fill(-1);
  for (let i = 0; i < poses.count; i++) {
    for (let j = 0; j < others.count; j++) {
      const distance = poseDistance(poses, i, others, j);
      if (distance >= distances[i]) continue;
      distances[i] = distance;
      indices[i] = j;
    }
  }
  return { distances, indices };
}

/** Of each pose the distance to the nearest other one of its own set; Infinity where it is alone. */
export function nearestWithin(poses: PoseSet): Float64Array {
  const nearest = new Float64Array(poses.count).fill(Number.POSITIVE_INFINITY);
  for (let i = 0; i < poses.count; i++) {
    for (let j = 0; j < i; j++) {
      const distance = poseDistance(poses, i, poses, j);
      nearest[i] = Math.min(nearest[i], distance);
      nearest[j] = Math.min(nearest[j], distance);
    }
  }
  return nearest;
}
