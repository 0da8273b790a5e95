import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { JobState } from '../../../src/api/jobs.js';
import { call } from './call.js';
import { watch } from './live.js';

/** A job as a page shows it. */
export interface ShownJob<Piece> {
  /** Null before the first. */
  state: JobState | null;
  /** What was made so far. */
  pieces: Piece[];
  /** Why none could be started, or its pieces not be had. */
  error: string | null;
  /** Whether one is waiting or at work. */
  busy: boolean;
  /** Starts another; the one before is ended. */
  start(): void;
  cancel(): void;
  /** Forgets it. */
  clear(): void;
}

/**
 * Work in the studio's engine, followed as long as the page is open; leaving it ends the work.
 *
 * @param begin asks for it and gives the job's id.
 * @param fetchPieces gives its pieces from one on.
 */
export function useJob<Piece>(
  begin: () => Promise<{ job: string }>,
  fetchPieces: (job: string, from: number) => Promise<Piece[]>,
): ShownJob<Piece> {
  const [state, setState] = useState<JobState | null>(null);
  const [pieces, setPieces] = useState<Piece[]>([]);
  const [error, setError] = useState<string | null>(null);
  const [starting, setStarting] = useState(false);
  const end = useRef<(() => void) | null>(null);
  const calls = useRef({ begin, fetchPieces });
  calls.current = { begin, fetchPieces };

  const cancel = useCallback(() => end.current?.(), []);
  const clear = useCallback(() => {
    end.current?.();
    end.current = null;
    setState(null);
    setPieces([]);
    setError(null);
    setStarting(false);
  }, []);
  const start = useCallback(() => {
    clear();
    setStarting(true);
    let ended = false;
    let leave = () => {};
    let job: string | null = null;
    end.current = () => {
      ended = true;
      // The last word of a job that is cancelled is still wanted.
      if (job !== null) void call('jobs/cancel', { job }).catch(() => {});
    };
    const own = end.current;
    const isCurrent = () => end.current === own;
    calls.current.begin().then(
      (begun) => {
        job = begun.job;
        if (ended || !isCurrent()) void call('jobs/cancel', { job }).catch(() => {});
        if (!isCurrent()) return;
        leave = follow(begun.job, calls.current.fetchPieces, {
          state: (now) => {
            if (!isCurrent()) return leave();
            setStarting(false);
            setState(now);
          },
          pieces: (all) => {
            if (isCurrent()) setPieces(all);
          },
          failed: (words) => {
            if (isCurrent()) setError(words);
          },
        });
      },
      (reason) => {
        if (!isCurrent()) return;
        setStarting(false);
        setError((reason as Error).message);
      },
    );
  }, [clear]);
  useEffect(() => clear, [clear]);
  const busy = starting || state?.state === 'waiting' || state?.state === 'working';
  return { state, pieces, error, busy, start, cancel, clear };
}

interface Told<Piece> {
  state(now: JobState): void;
  pieces(all: Piece[]): void;
  failed(words: string): void;
}

/** Watches a job and fetches its pieces as they come, one call at a time. */
function follow<Piece>(
  job: string,
  fetchPieces: (job: string, from: number) => Promise<Piece[]>,
  told: Told<Piece>,
): () => void {
  let all: Piece[] = [];
  let fetching = false;
  let there = 0;
  /** What is told when pieces have come: what was known when they were asked for is old by then. */
  let newest: JobState;
  const fetchMore = async () => {
    if (fetching) return;
    fetching = true;
    try {
      while (all.length < there) {
        const more = await fetchPieces(job, all.length);
        if (more.length === 0) break;
        all = [...all, ...more];
        told.pieces(all);
      }
    } catch (error) {
      told.failed((error as Error).message);
    }
    fetching = false;
  };
  const leave = watch<JobState>(
    `job:${job}`,
    (state) => {
      newest = state;
      there = state.pieces;
      void fetchMore().then(() => told.state(newest));
      if (state.state !== 'waiting' && state.state !== 'working') leave();
    },
    ({ message }) => told.failed(message),
  );
  return leave;
}
