import { type PoseSet, poseDistance } from 'handbooster/conditions';

/** Of each pose the nearest others of its set, nearest first; equally near ones in the order of the set. */
export interface PoseNeighbours {
  /** How many each has. */
  count: number;
  /** (N, count) */
  indices: Int32Array;
  distances: Float32Array;
}

/**
 * Exact, each pair measured once.
 * @param told after every pose, so many pairs further
 */
export function poseNeighbours(poses: PoseSet, most: number, told: (pairs: number) => void): PoseNeighbours {
  const count = Math.max(0, Math.min(most, poses.count - 1));
  const indices = new Int32Array(poses.count * count).fill(-1);
  const distances = new Float32Array(poses.count * count).fill(Number.POSITIVE_INFINITY);
  const insert = (of: number, other: number, distance: number) => {
    const [start, last] = [of * count, (of + 1) * count - 1];
    if (distance >= distances[last]) return;
    let place = last;
    for (; place > start && distances[place - 1] > distance; place--) {
      distances[place] = distances[place - 1];
      indices[place] = indices[place - 1];
    }
    distances[place] = distance;
    indices[place] = other;
  };
  if (count === 0) return { count, indices, distances };
  for (let i = 0; i < poses.count; i++) {
    for (let j = 0; j < i; j++) {
      // Rounded once, so that both sides see the same number; rounding may leave equal poses below 0.
      const distance = Math.fround(Math.max(0, poseDistance(poses, i, poses, j)));
      insert(i, j, distance);
      insert(j, i, distance);
    }
    told(i);
  }
  return { count, indices, distances };
}
