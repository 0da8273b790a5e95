import { writeSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import { formatSeconds } from '../../base/text/format-seconds.js';
import type { SilenceWatch } from './watch-silence.js';

const { written, first, later, repeat, clear } = workerData as SilenceWatch;
const STDERR = 2;

let since = performance.now();
let wait = first;
for (;;) {
  const count = Atomics.load(written, 0);
  const woken = Atomics.wait(written, 0, count, wait) !== 'timed-out';
  if (woken) {
    since = performance.now();
    wait = later;
  } else {
    say(`still working, ${formatSeconds((performance.now() - since) / 1000)} since the last word`);
    wait = repeat;
  }
}

/** Straight to the file: this thread's own stream would wait for the main one. */
function say(line: string): void {
  try {
    writeSync(STDERR, `${clear}${line}\n`);
  } catch {
    // Nobody reads any more, or not now: the work is what counts.
  }
}
