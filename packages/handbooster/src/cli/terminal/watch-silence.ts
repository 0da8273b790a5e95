import { Worker } from 'node:worker_threads';
import { workerUrl } from '../../base/threads/worker-url.js';

/** What the watching thread is given. */
export interface SilenceWatch {
  /** One counter, raised whenever something is written. */
  written: Int32Array;
  /**
   * Milliseconds of silence after which it says that work goes on: before the first word, after another, and
   * after its own.
   */
  first: number;
  later: number;
  repeat: number;
  /** What clears a half-drawn line. */
  clear: string;
}

const SHORT = 2500;
/** A log file has a line of progress every 20 seconds. */
const LONG = 25_000;
const REPEAT = 20_000;

/**
 * Says on stderr that work goes on when nothing was written for a while, from a thread of its own: it speaks,
 * too, while the main thread computes.
 *
 * @returns what to call whenever something is written
 */
export function watchSilence(): () => void {
  const written = new Int32Array(new SharedArrayBuffer(4));
  const live = process.stderr.isTTY === true;
  const watch: SilenceWatch = {
    written,
    first: SHORT,
    later: live ? SHORT : LONG,
    repeat: REPEAT,
    clear: live ? '\r\u001b[K' : '',
  };
  const worker = new Worker(workerUrl(import.meta.url, 'silence-worker'), { workerData: watch });
  worker.unref();
  return () => {
    Atomics.add(written, 0, 1);
    Atomics.notify(written, 0);
  };
}
