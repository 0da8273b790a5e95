import { native } from '../native.js';

/** Sets how many threads an operator may use on the CPU. Workers should use one each. */
export function setThreads(count: number): void {
  native().setThreads(count);
}

export function getThreads(): number {
  return native().getThreads();
}
