import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The command line. */
export const BIN = fileURLToPath(new URL('../../packages/handbooster/bin/handbooster.mjs', import.meta.url));

/** How a process that ran `boost` ended. */
export interface Life {
  /** Exit code; null where a signal ended it. */
  code: number | null;
  errors: string;
  seconds: number;
}

/**
 * Runs `boost` in a folder, until it ends or gets a signal so many seconds after its first word: on a busy
 * machine most lives would end before that otherwise.
 */
export function liveBoost(
  args: readonly string[],
  folder: string,
  end: { signal: NodeJS.Signals; after: number } | null = null,
): Promise<Life> {
  const started = performance.now();
  const child = spawn(process.execPath, [BIN, 'boost', ...args, '-o', folder], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let errors = '';
  let timer: NodeJS.Timeout | null = null;
  child.stderr.on('data', (text) => {
    errors += text;
    if (end !== null && /on this machine|nothing to do/.test(errors))
      timer ??= setTimeout(() => child.kill(end.signal), 1000 * end.after);
  });
  return new Promise((resolve) => {
    child.on('close', (code) => {
      if (timer !== null) clearTimeout(timer);
      resolve({ code, errors, seconds: (performance.now() - started) / 1000 });
    });
  });
}

/** The stage that was under way last, by what `boost` said. */
export function lastStage(errors: string): string {
  return [...errors.matchAll(/stage \d+ of \d+: (\w+)/g)].at(-1)?.[1] ?? 'before the first';
}

/** A run that nobody disturbs; {@link Life.errors} in the message where it fails. */
export async function undisturbedRun(args: readonly string[], folder: string): Promise<number> {
  const { code, errors, seconds } = await liveBoost(args, folder);
  if (code !== 0) throw new Error(`the undisturbed run ended with ${code}:\n${errors.slice(-2000)}`);
  process.stderr.write(`undisturbed: ${seconds.toFixed(0)} s\n`);
  return Math.round(seconds);
}
