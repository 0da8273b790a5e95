import type { NearestPoses } from './nearest-poses.js';
import { type PoseSet, poseDistance } from './pose-metric.js';
import type { PoseRange } from './pose-range.js';
import { GROUP, poseScores } from './pose-scores.js';

/** A piece of a search: of some rows the nearest among some columns. */
export interface NearestTask {
  rows: PoseRange;
  columns: PoseRange;
  /** Rows and columns are of one set, and no pose counts as its own neighbour. */
  within: boolean;
}

/** Makes a thread ready to search. */
export function startNearestTasks(): (task: NearestTask) => NearestPoses {
  return nearestInRanges;
}

/**
 * Of each row the nearest column; of equally near ones, the first. Float32 scores say which groups of columns
 * can hold it; within those every distance is worked out, so that the answer is that of comparing all pairs.
 */
export function nearestInRanges({ rows, columns, within }: NearestTask): NearestPoses {
  const { greatest, groups, slack } = poseScores(rows, columns);
  const count = rows.to - rows.from;
  const distances = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
  const indices = new Int32Array(count).fill(-1);
  for (let row = 0; row < count; row++) {
    const i = rows.from + row;
    const at = row * groups;
    let best = Number.POSITIVE_INFINITY;
    let nearest = -1;
    const look = (group: number) => {
      const first = columns.from + group * GROUP;
      const end = Math.min(first + GROUP, columns.to);
      for (let j = first; j < end; j++) {
        if (within && i === j) continue;
        const distance = within
          ? ownDistance(rows.poses, i, j)
          : poseDistance(rows.poses, i, columns.poses, j);
        if (distance > best || (distance === best && j > nearest)) continue;
        best = distance;
        nearest = j;
      }
    };
    let likeliest = 0;
    for (let group = 1; group < groups; group++) {
      if (greatest[at + group] > greatest[at + likeliest]) likeliest = group;
    }
    look(likeliest);
    let least = leastScore(rows.poses, i, best) - slack[row];
    for (let group = 0; group < groups; group++) {
      if (greatest[at + group] < least || group === likeliest) continue;
      look(group);
      least = leastScore(rows.poses, i, best) - slack[row];
    }
    distances[row] = best;
    indices[row] = nearest;
  }
  return { distances, indices };
}

/** Its last digits depend on which of the two comes first: always the later pose. */
export function ownDistance(poses: PoseSet, i: number, j: number): number {
  return i > j ? poseDistance(poses, i, poses, j) : poseDistance(poses, j, poses, i);
}

/** The score that a pose within a distance of pose i has at least; see `poseScores`. */
function leastScore({ kind, values, size }: PoseSet, i: number, distance: number): number {
  if (kind !== 'geodesic') return 1 - distance;
  const end = (i + 1) * size;
  let sum = -distance * distance;
  for (let k = i * size; k < end; k++) sum += (k < end - 3 ? 8 : 1) * values[k] ** 2;
  return sum;
}
