/** Where long work says how far it is. One line a task; rate, time left and memory are worked out here. */
export interface Task {
  /** `count` more units are done. */
  advance(count?: number): void;
  /** A few words beside the bar, for example a loss. */
  note(text: string): void;
  /** The task is over; the line stays, with the rate. */
  end(text?: string): void;
}

export interface Progress {
  /** @param total units expected, 0 when unknown. */
  begin(name: string, total: number, unit?: string): Task;
  /** A line of its own. */
  say(line: string): void;
}

/** No output, for tests and libraries. */
export const SILENT_PROGRESS: Progress = {
  begin: () => ({ advance: () => {}, note: () => {}, end: () => {} }),
  say: () => {},
};

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

/** For example `7.3 s`, `2 min 05 s`, `3 h 20 min`. */
export function formatSeconds(seconds: number): string {
  if (!Number.isFinite(seconds)) return '?';
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${String(Math.floor(seconds % 60)).padStart(2, '0')} s`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}
