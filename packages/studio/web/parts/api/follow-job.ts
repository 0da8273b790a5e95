import type { JobState } from '../../../src/api/jobs.js';

/** Whom to tell of a job. */
export interface JobEars<Piece> {
  /** How it is; what it has made by then was told before. */
  state(now: JobState): void;
  /** All that it has made so far. */
  pieces(all: Piece[]): void;
  /** Pieces could not be had. */
  failed(words: string): void;
}

/**
 * Fetches a job's pieces as they come, one call at a time, and tells a state once its pieces are there: who
 * hears that a job is done has all of it. States are told in their order, the newest always; those that
 * others have overtaken meanwhile are left out.
 *
 * @param fetchPieces gives pieces from one on.
 * @returns what is to be called with every state of the job.
 */
export function followJob<Piece>(
  fetchPieces: (from: number) => Promise<Piece[]>,
  tell: JobEars<Piece>,
): (state: JobState) => void {
  let all: Piece[] = [];
  let newest: JobState | null = null;
  let atWork = false;
  const fetchTo = async (count: number) => {
    while (all.length < count) {
      const more = await fetchPieces(all.length);
      if (more.length === 0) break;
      all = [...all, ...more];
      tell.pieces(all);
    }
  };
  const catchUp = async () => {
    atWork = true;
    for (let told: JobState | null = null; newest !== null && told !== newest; ) {
      const now: JobState = newest;
      try {
        await fetchTo(now.pieces);
      } catch (error) {
        tell.failed((error as Error).message);
      }
      told = now;
      tell.state(now);
    }
    atWork = false;
  };
  return (state) => {
    newest = state;
    if (!atWork) void catchUp();
  };
}
