import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const MODULE = fileURLToPath(new URL('../../../dist/cli/terminal/abort-on-signals.js', import.meta.url));

/** A process whose item is finished a second and a half after it was told to stop, then leaves with 7. */
const PROGRAM = `
  const { abortOnSignals } = await import(${JSON.stringify(MODULE)});
  const { signal } = abortOnSignals((line) => process.stderr.write(line));
  signal.addEventListener('abort', () => setTimeout(() => process.exit(7), 1500));
  setInterval(() => {}, 1000);
  process.stdout.write('ready');`;

/** Its exit code after signals, each sent so many milliseconds after the one before. */
async function exitCode(...signals: [signal: 'SIGINT' | 'SIGTERM', after: number][]): Promise<number | null> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', PROGRAM]);
  const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
  await new Promise((resolve) => child.stdout.once('data', resolve));
  for (const [signal, after] of signals) {
    await sleep(after);
    child.kill(signal);
  }
  return ended;
}

test.concurrent.each([
  ['SIGTERM lets the item finish', [['SIGTERM', 0]], 7],
  [
    'so does one that srun sends twice',
    [
      ['SIGTERM', 0],
      ['SIGTERM', 100],
    ],
    7,
  ],
  [
    'SIGTERM again after a second ends at once',
    [
      ['SIGTERM', 0],
      ['SIGTERM', 1150],
    ],
    143,
  ],
  ['SIGINT lets the item finish', [['SIGINT', 0]], 7],
  [
    'SIGINT twice ends at once',
    [
      ['SIGINT', 0],
      ['SIGINT', 400],
    ],
    130,
  ],
  [
    'SIGINT after SIGTERM ends at once',
    [
      ['SIGTERM', 0],
      ['SIGINT', 200],
    ],
    130,
  ],
] as const)(
  '%s',
  async (_, signals, code) => {
    expect(await exitCode(...(signals as unknown as ['SIGINT' | 'SIGTERM', number][]))).toBe(code);
  },
  20_000,
);
