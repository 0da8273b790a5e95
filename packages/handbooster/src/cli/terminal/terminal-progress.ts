import type { Progress } from '../../base/progress.js';
import { formatSeconds } from '../../base/text/format-seconds.js';

/** Redraws per second on a terminal, and seconds between lines in a log file. */
const REDRAW_MILLISECONDS = 200;

const LOG_MILLISECONDS = 20_000;

const BAR_WIDTH = 24;

/** Bars on a terminal; in a log file, a line every 20 seconds and one at each end. */
export function terminalProgress(stream: NodeJS.WriteStream = process.stderr): Progress {
  const live = stream.isTTY === true;
  let open = '';
  const clear = () => {
    if (live && open !== '') stream.write('\r\u001b[K');
    open = '';
  };
  return {
    say(line) {
      clear();
      stream.write(`${line}\n`);
    },
    begin(name, total, unit = 'items') {
      const started = performance.now();
      let shown = live ? Number.NEGATIVE_INFINITY : started;
      let done = 0;
      let note = '';
      const draw = (final: boolean) => {
        const line = describe({
          name,
          total,
          unit,
          done,
          note,
          seconds: (performance.now() - started) / 1000,
          final,
        });
        clear();
        stream.write(live && !final ? line.slice(0, (stream.columns ?? 100) - 1) : `${line}\n`);
        if (live && !final) open = line;
        shown = performance.now();
      };
      const drawIfDue = () => {
        if (performance.now() - shown >= (live ? REDRAW_MILLISECONDS : LOG_MILLISECONDS)) draw(false);
      };
      if (live) draw(false);
      return {
        advance(count = 1) {
          done += count;
          drawIfDue();
        },
        note(text) {
          note = text;
          drawIfDue();
        },
        end(text) {
          note = text ?? note;
          draw(true);
        },
      };
    },
  };
}

interface Line {
  name: string;
  total: number;
  unit: string;
  done: number;
  note: string;
  seconds: number;
  final: boolean;
}

function describe({ name, total, unit, done, note, seconds, final }: Line): string {
  const rate = done / Math.max(seconds, 1e-9);
  const parts = [`${name.padEnd(12)}`];
  if (total > 0) {
    const share = Math.min(1, done / total);
    const full = Math.round(share * BAR_WIDTH);
    if (!final) parts.push(`[${'='.repeat(full)}${' '.repeat(BAR_WIDTH - full)}]`);
    parts.push(`${done}/${total} ${unit}`);
  } else if (done > 0) parts.push(`${done} ${unit}`);
  if (done > 0 && seconds > 0) parts.push(`${formatRate(rate)} ${unit}/s`);
  if (final) parts.push(`in ${formatSeconds(seconds)}`);
  else if (total > 0 && done > 0) parts.push(`${formatSeconds((total - done) / rate)} left`);
  if (!final) parts.push(`${Math.round(process.memoryUsage.rss() / 1048576)} MiB`);
  if (note !== '') parts.push(note);
  return parts.join('  ');
}

function formatRate(rate: number): string {
  return rate >= 100 ? rate.toFixed(0) : rate.toPrecision(2);
}
