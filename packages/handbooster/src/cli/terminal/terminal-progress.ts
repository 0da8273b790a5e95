import type { Progress, Task } from '../../base/progress.js';
import { finishedLine, runningLine, type TaskState } from './progress-line.js';
import { RecentRate } from './recent-rate.js';

/** Milliseconds between drawings on a terminal, and between lines in a log file. */
const REDRAW = 200;
const LOG = 20_000;
/** On a terminal a line is drawn anew this often even when nothing came: its seconds go on. */
const TICK = 1000;

export interface TerminalProgressOptions {
  stream?: NodeJS.WriteStream;
  /** Called whenever something was written. */
  onWrite?: () => void;
}

/**
 * Bars on a terminal; in a log file, a line at the beginning and the end of a task and one every 20 seconds.
 */
export function terminalProgress({
  stream = process.stderr,
  onWrite = () => {},
}: TerminalProgressOptions = {}): Progress {
  const live = stream.isTTY === true;
  let open = false;
  const write = (text: string) => {
    stream.write(open ? `\r\u001b[K${text}` : text);
    open = false;
    onWrite();
  };
  return {
    say: (line) => write(`${line}\n`),
    begin(name, total, unit = 'items') {
      const task = new ShownTask({ name, total, unit }, (line, running) => {
        if (live && running) {
          write(line.slice(0, (stream.columns ?? 100) - 1));
          open = true;
        } else write(`${line}\n`);
      });
      task.show(live ? REDRAW : LOG, live ? TICK : null);
      return task;
    },
  };
}

class ShownTask implements Task {
  readonly #started = performance.now();
  readonly #recent = new RecentRate();
  #shown = Number.NEGATIVE_INFINITY;
  #every = LOG;
  #timer: NodeJS.Timeout | null = null;
  #state: Omit<TaskState, 'seconds' | 'rate'>;

  constructor(
    what: Pick<TaskState, 'name' | 'total' | 'unit'>,
    readonly draw: (line: string, running: boolean) => void,
  ) {
    this.#state = { ...what, done: 0, kept: 0, note: '' };
  }

  /** Shows itself now and at most every so many milliseconds; by a clock, too, where `tick` is given. */
  show(every: number, tick: number | null): void {
    this.#every = every;
    this.#drawRunning();
    if (tick === null) return;
    this.#timer = setInterval(() => this.#drawRunning(), tick);
    this.#timer.unref();
  }

  advance(count = 1, kept = false): void {
    this.#state.done += count;
    if (kept) this.#state.kept += count;
    else this.#recent.add(count, this.#seconds);
    this.#drawIfDue();
  }

  note(text: string): void {
    this.#state.note = text;
    this.#drawIfDue();
  }

  end(text?: string): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    if (text !== undefined) this.#state.note = text;
    this.draw(finishedLine(this.#current), false);
  }

  get #seconds(): number {
    return (performance.now() - this.#started) / 1000;
  }

  get #current(): TaskState {
    const seconds = this.#seconds;
    return { ...this.#state, seconds, rate: this.#recent.at(seconds) };
  }

  #drawIfDue(): void {
    if (performance.now() - this.#shown >= this.#every) this.#drawRunning();
  }

  #drawRunning(): void {
    this.draw(runningLine(this.#current), true);
    this.#shown = performance.now();
  }
}
