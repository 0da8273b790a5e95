import type { BenchRow } from './bench-row.js';
import type { Frames } from './traced-frames.js';

/** Rows of what the browser's own trace says of its frames. @param what was done meanwhile */
export function frameRows(what: string, { count, intervals, longestTask }: Frames, note: string): BenchRow[] {
  const at = (share: number) =>
    intervals[Math.min(intervals.length - 1, Math.floor(share * intervals.length))] ?? Number.NaN;
  const over = intervals.filter((interval) => interval > 100).length;
  const source = `${count} frames of the browser’s trace`;
  const row = (path: string, ours: number, words: string): BenchRow => ({
    ...{ path: `${what}, ${path}`, ours, reference: null, unit: 'ms', ratio: null },
    note: `${words}; ${note}`,
  });
  return [
    row('time from frame to frame, median', at(0.5), `${source}; goal 16.7`),
    row(
      'longest time from frame to frame',
      at(1),
      `${source}; 99 of 100 under ${at(0.99).toFixed(1)} ms, ${over} over 100 ms; goal 100`,
    ),
    row(
      'longest task of the page, processor time',
      longestTask.processor,
      `${longestTask.clock.toFixed(1)} ms of the clock; goal 100`,
    ),
  ];
}
