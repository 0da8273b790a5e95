import type { JobState } from '../../api/jobs.js';
import type { JobOrder } from './job-words.js';

/** Changes are told at most so often. */
const TELL_MS = 50;

/** An order with what has come of it. */
export class Job {
  readonly pieces: unknown[] = [];
  readonly #watchers = new Set<(state: JobState) => void>();
  #state: Omit<JobState, 'pieces'> = { state: 'waiting', ahead: 0, total: 0, note: '', error: null };
  #timer: NodeJS.Timeout | null = null;

  constructor(
    readonly id: string,
    readonly order: JobOrder,
  ) {}

  get state(): JobState {
    return { ...this.#state, pieces: this.pieces.length };
  }

  get hasEnded(): boolean {
    return this.#state.state !== 'waiting' && this.#state.state !== 'working';
  }

  get isWatched(): boolean {
    return this.#watchers.size > 0;
  }

  change(changes: Partial<JobState>): void {
    Object.assign(this.#state, changes);
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      for (const tell of this.#watchers) tell(this.state);
    }, TELL_MS);
  }

  watch(tell: (state: JobState) => void): () => void {
    this.#watchers.add(tell);
    tell(this.state);
    return () => this.#watchers.delete(tell);
  }
}
