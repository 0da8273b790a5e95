import { formatSeconds } from '../../base/text/format-seconds.js';

const BAR_WIDTH = 24;

/** How far a task is. */
export interface TaskState {
  name: string;
  /** 0 when unknown. */
  total: number;
  unit: string;
  done: number;
  /** Of those, how many an earlier run had made. */
  kept: number;
  note: string;
  /** Since the task began. */
  seconds: number;
  /** Units a second lately; see {@link RecentRate}. */
  rate: number;
}

/** A running task in one line: bar, counts, rate, time left, memory, note. */
export function runningLine({ name, total, unit, done, note, seconds, rate }: TaskState): string {
  const parts = [name.padEnd(12)];
  if (total > 0) {
    const full = Math.round(Math.min(1, done / total) * BAR_WIDTH);
    parts.push(`[${'='.repeat(full)}${' '.repeat(BAR_WIDTH - full)}]`, `${done}/${total} ${unit}`);
  } else if (done > 0) parts.push(`${done} ${unit}`);
  if (rate > 0) {
    parts.push(`${formatRate(rate)} ${unit}/s`);
    if (total > done) parts.push(`${formatSeconds((total - done) / rate)} left`);
  } else parts.push(formatSeconds(seconds));
  parts.push(`${Math.round(process.memoryUsage.rss() / 1048576)} MiB`);
  if (note !== '') parts.push(note);
  return parts.join('  ');
}

/** A task that is over: counts, the rate of what this run made, and how long that took. */
export function finishedLine({ name, total, unit, done, kept, note, seconds }: TaskState): string {
  const parts = [name.padEnd(12)];
  if (total > 0) parts.push(`${done}/${total} ${unit}`);
  else if (done > 0) parts.push(`${done} ${unit}`);
  if (kept > 0) parts.push(`${kept} there before`);
  if (done > kept && seconds > 0) parts.push(`${formatRate((done - kept) / seconds)} ${unit}/s`);
  parts.push(`in ${formatSeconds(seconds)}`);
  if (note !== '') parts.push(note);
  return parts.join('  ');
}

function formatRate(rate: number): string {
  return rate >= 100 ? rate.toFixed(0) : rate.toPrecision(2);
}
