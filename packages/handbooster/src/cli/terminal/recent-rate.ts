/** Marks closer together than this many seconds are one. */
const STEP = 0.5;

/**
 * Units a second over the last part of a task: what the time left is worked out from. What an earlier run
 * made is not added, so that the rate is true from the first item after a resume, and a slow beginning is
 * forgotten.
 */
export class RecentRate {
  readonly #marks = [{ seconds: 0, made: 0 }];
  #made = 0;

  /** @param window seconds that are looked back over */
  constructor(readonly window = 60) {}

  /** `count` more units were made by now, seconds after the task began. */
  add(count: number, seconds: number): void {
    this.#made += count;
    const marks = this.#marks;
    const last = marks[marks.length - 1];
    if (marks.length > 1 && seconds - marks[marks.length - 2].seconds < STEP) {
      last.seconds = seconds;
      last.made = this.#made;
    } else marks.push({ seconds, made: this.#made });
    while (marks.length > 2 && seconds - marks[1].seconds >= this.window) marks.shift();
  }

  /** At a time; 0 while nothing was made. */
  at(seconds: number): number {
    const [{ seconds: from, made }] = this.#marks;
    return seconds > from ? (this.#made - made) / (seconds - from) : 0;
  }
}
