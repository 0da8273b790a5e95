// Preloaded (`node --import`) into a command that is measured: when its process ends, a line of JSON with its
// wall-clock seconds, processor seconds (all threads) and peak memory in bytes is added to the file that
// USAGE_FILE names. Plain JavaScript, so that it can be loaded into any commit's command.
import { appendFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

const file = process.env.USAGE_FILE;
if (isMainThread && file) {
  process.once('exit', () => {
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
    const usage = {
      wall: performance.now() / 1000,
      cpu: (userCPUTime + systemCPUTime) / 1e6,
      peak: 1024 * maxRSS,
    };
    appendFileSync(file, `${JSON.stringify(usage)}\n`);
  });
}
