import { getThreads, setThreads } from '@handbooster/torch';
import { Interrupted } from '../../base/errors/interrupted.js';
import { WorkerPool } from '../../base/threads/worker-pool.js';
import { type NearestPoses, nearestPoses, nearestWithin } from './nearest-poses.js';
import { type NearestTask, startNearestTasks } from './nearest-tasks.js';
import type { PoseSet } from './pose-metric.js';

/** Poses of one task: a tenth of a second of work, so that a pool of no threads lets others through. */
const ROWS = 2048;
const COLUMNS = 16384;
/** Fewer pairs than this are compared at once, here. */
const FEW = 200_000;

export interface SearchWatch {
  /** Called with how many more pairs of poses were compared. */
  onPairs?: (count: number) => void;
  signal?: AbortSignal;
}

/**
 * Searches nearest poses on worker threads, 10 to 25 times faster than comparing pair by pair and with its
 * answer to the last bit, whatever the number of threads. Close it when done.
 *
 * @example
 * ```ts
 * import { PoseSearch, preparePoses } from 'handbooster/conditions';
 * const at = (z: number) => [1, 0, 0, 0, 0, 0, z];
 * const search = new PoseSearch(0);
 * const { distances } = await search.nearest(preparePoses([at(0.1)]), preparePoses([at(0), at(0.1)]));
 * console.log(distances[0] < 1e-12); // true
 * await search.close();
 * ```
 */
export class PoseSearch {
  readonly #pool: WorkerPool<null, NearestTask, NearestPoses>;

  /** @param workers threads; 0 searches on the calling one, a tenth of a second at a time */
  constructor(
    workers: number,
    readonly watch: SearchWatch = {},
  ) {
    this.#pool = new WorkerPool({
      module: import.meta.url,
      file: 'nearest-worker',
      workers,
      data: null,
      start: startNearestTasks,
    });
  }

  /** As `nearestPoses`. @throws {Interrupted} once the signal is aborted */
  async nearest(poses: PoseSet, others: PoseSet): Promise<NearestPoses> {
    if (poses.count * others.count > FEW) return this.#search(poses, others, false);
    this.watch.onPairs?.(poses.count * others.count);
    return nearestPoses(poses, others);
  }

  /** As `nearestWithin`. @throws {Interrupted} once the signal is aborted */
  async within(poses: PoseSet): Promise<Float64Array> {
    if (poses.count ** 2 > FEW) return (await this.#search(poses, poses, true)).distances;
    this.watch.onPairs?.(poses.count ** 2);
    return nearestWithin(poses);
  }

  close(): Promise<void> {
    return this.#pool.close();
  }

  async #search(poses: PoseSet, others: PoseSet, within: boolean): Promise<NearestPoses> {
    const { onPairs, signal } = this.watch;
    const distances = new Float64Array(poses.count).fill(Number.POSITIVE_INFINITY);
    const indices = new Int32Array(poses.count).fill(-1);
    const shared = sharedPoses(poses);
    const sharedOthers = within ? shared : sharedPoses(others);
    const tasks: NearestTask[] = [];
    for (let from = 0; from < poses.count; from += ROWS) {
      const rows = { poses: shared, from, to: Math.min(from + ROWS, poses.count) };
      for (let left = 0; left < others.count; left += COLUMNS) {
        const columns = { poses: sharedOthers, from: left, to: Math.min(left + COLUMNS, others.count) };
        tasks.push({ rows, columns, within });
      }
    }
    const merge = (index: number, found: NearestPoses) => {
      const { rows, columns } = tasks[index];
      for (let i = rows.from, k = 0; i < rows.to; i++, k++) {
        const distance = found.distances[k];
        // Answers come in any order: of equally near poses the first counts.
        if (distance > distances[i] || (distance === distances[i] && found.indices[k] > indices[i])) continue;
        distances[i] = distance;
        indices[i] = found.indices[k];
      }
      onPairs?.((rows.to - rows.from) * (columns.to - columns.from));
    };
    // The pool of threads that OpenBLAS keeps is one for the process: threads of ours would wait for it.
    const threads = getThreads();
    setThreads(1);
    try {
      if (!(await this.#pool.share(tasks, merge, signal))) throw new Interrupted('stopped on request');
    } finally {
      setThreads(threads);
    }
    return { distances, indices };
  }
}

/** The same set in memory that threads share, so that it does not travel with every task. */
function sharedPoses(poses: PoseSet): PoseSet {
  const values = new Float64Array(new SharedArrayBuffer(poses.values.byteLength));
  values.set(poses.values);
  return { ...poses, values };
}
