import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { JobState } from '../../../src/api/jobs.js';
import { call } from './call.js';
import { followJob } from './follow-job.js';
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
        const hear = followJob((from) => calls.current.fetchPieces(begun.job, from), {
          state: (now) => {
            if (!isCurrent()) return;
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
        const leave = watch<JobState>(
          `job:${begun.job}`,
          (now) => {
            const isOver = now.state !== 'waiting' && now.state !== 'working';
            if (isOver || !isCurrent()) leave();
            if (isCurrent()) hear(now);
          },
          ({ message }) => {
            leave();
            if (!isCurrent()) return;
            // The studio does not know it any more: nothing more is to be waited for.
            setStarting(false);
            setState(null);
            setError(message);
          },
        );
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
