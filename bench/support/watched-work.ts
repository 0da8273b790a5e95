import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Progress } from '../../packages/handbooster/src/base/progress.js';

/** What some work took. */
export interface WatchedWork {
  /** Processor time of all threads. */
  processorSeconds: number;
  seconds: number;
  /** Most memory that the process had in all its life, MiB. */
  mebibytes: number;
  /** Seconds without a word of progress, at most. */
  silence: number;
  /** Seconds that the event loop was not free, at most: as long as that a signal waits. */
  block: number;
}

/** Does some work and watches what a user would see of it. */
export async function watchWork(work: (progress: Progress) => Promise<unknown>): Promise<WatchedWork> {
  const delay = monitorEventLoopDelay({ resolution: 10 });
  const before = process.cpuUsage();
  const started = performance.now();
  let spoken = started;
  let silence = 0;
  const speak = () => {
    const now = performance.now();
    silence = Math.max(silence, (now - spoken) / 1000);
    spoken = now;
  };
  const progress: Progress = {
    say: speak,
    begin: () => {
      speak();
      return { advance: speak, note: speak, end: speak };
    },
  };
  delay.enable();
  await work(progress);
  speak();
  // A round of the loop, so that a block at the very end is seen.
  await new Promise((resolve) => setTimeout(resolve, 20));
  delay.disable();
  const { user, system } = process.cpuUsage(before);
  return {
    processorSeconds: (user + system) / 1e6,
    seconds: (performance.now() - started) / 1000,
    mebibytes: process.resourceUsage().maxRSS / 1024,
    silence,
    block: delay.max / 1e9,
  };
}
