import { isMainThread } from 'node:worker_threads';
import { native } from '../native.js';

/**
 * Sets how many threads an operator may use on the CPU. Workers should use one each.
 *
 * OpenBLAS, where it is the engine's, has a pool of its own for matrix products, one for the whole process:
 * the main thread's count holds for it, whatever a worker thread asks for.
 */
export function setThreads(count: number): void {
  native().setThreads(count, isMainThread);
}

export function getThreads(): number {
  return native().getThreads();
}
