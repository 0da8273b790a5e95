/**
 * Where long work says how far it is. One line a task; rate, time left and memory are worked out by who shows
 * it.
 */
export interface Task {
  /**
   * `count` more units are done.
   *
   * @param kept they were there from an earlier run: done, but they tell nothing of the rate
   */
  advance(count?: number, kept?: boolean): void;
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

/**
 * No output, for tests and libraries.
 *
 * @example
 * ```ts
 * import { SILENT_PROGRESS } from 'handbooster';
 * const task = SILENT_PROGRESS.begin('pictures', 10, 'pictures');
 * task.advance(10);
 * task.end();
 * ```
 */
export const SILENT_PROGRESS: Progress = {
  begin: () => ({ advance: () => {}, note: () => {}, end: () => {} }),
  say: () => {},
};
