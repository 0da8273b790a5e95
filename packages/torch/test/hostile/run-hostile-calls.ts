import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface HostileOutcome {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** What became of each call. */
  outcomes: Record<string, string>;
  errors: string;
}

/** Makes all hostile calls in a process of their own, which they must not end. */
export function runHostileCalls(environment: Record<string, string> = {}): HostileOutcome {
  const file = fileURLToPath(new URL('./hostile-calls.ts', import.meta.url));
  const { status, signal, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', import.meta.resolve('tsx'), file],
    {
      encoding: 'utf8',
      env: { ...process.env, OMP_NUM_THREADS: '1', ...environment },
    },
  );
  const lines = stdout.split('\n').filter((line) => line.includes(': '));
  const outcomes = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(': ')), line.slice(line.indexOf(': ') + 2)]),
  );
  return { code: status, signal, outcomes, errors: stderr };
}
