import { WorkerPool } from '../../base/threads/worker-pool.js';
import {
  type CaptureJob,
  type CaptureTask,
  type PreparedObject,
  startCaptureTasks,
} from './capture-tasks.js';

/** Threads that share out a capture's tasks. Close it when done. */
export type CapturePool = WorkerPool<CaptureJob, CaptureTask, PreparedObject | null>;

/** @param workers threads; 0 works on the calling one */
export function capturePool(job: CaptureJob, workers: number): CapturePool {
  return new WorkerPool({
    module: import.meta.url,
    file: 'capture-worker',
    workers,
    data: job,
    start: startCaptureTasks,
  });
}
