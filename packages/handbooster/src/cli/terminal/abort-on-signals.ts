import { EXIT_CODES } from './exit-codes.js';

export type StopSignal = 'SIGINT' | 'SIGTERM';

/**
 * Repeats within this many milliseconds are the same request. A scheduler's tree of processes sends SIGTERM
 * more than once (srun: two within 0.1 s), and npm hands on the SIGINT that the terminal has already sent to
 * the whole group.
 */
const SAME_REQUEST: Record<StopSignal, number> = { SIGTERM: 1000, SIGINT: 150 };

const CODE_OF: Record<StopSignal, number> = {
  SIGINT: EXIT_CODES.interrupted.code,
  SIGTERM: EXIT_CODES.terminated.code,
};

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** What the first signal asked for. */
export interface StopRequest {
  readonly signal: AbortSignal;
  /** The signal that came first, null while none did. */
  readonly by: StopSignal | null;
  /** Takes the handlers off again. */
  release(): void;
}

/**
 * Aborted by the first SIGINT or SIGTERM (Slurm's warning), so that work stops at its next safe point; a
 * second one that is no repeat of the first ends the program at once, as {@link EXIT_CODES} says.
 */
export function abortOnSignals(say: (line: string) => void): StopRequest {
  const controller = new AbortController();
  let first: { by: StopSignal; at: number } | null = null;
  const received = (name: StopSignal) => {
    if (first === null) {
      first = { by: name, at: performance.now() };
      const again = name === 'SIGINT' ? ' (once more: at once)' : '';
      say(`${name}: stopping after the current item${again}; the same command goes on from there`);
      controller.abort();
    } else if (name !== first.by || performance.now() - first.at >= SAME_REQUEST[name]) {
      process.exit(CODE_OF[name]);
    }
  };
  const listeners = SIGNALS.map((name) => ({ name, listener: () => received(name) }));
  for (const { name, listener } of listeners) process.on(name, listener);
  return {
    signal: controller.signal,
    get by() {
      return first?.by ?? null;
    },
    release() {
      for (const { name, listener } of listeners) process.off(name, listener);
    },
  };
}
