import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';

const BIN = fileURLToPath(new URL('../../packages/handbooster/bin/handbooster.mjs', import.meta.url));
const MINUTES = 60_000;
const SETTINGS = [
  'smallest',
  'capture.width=96',
  'capture.height=72',
  'capture.trainFrames=64',
  'denoiser.images=160',
  'threads=1',
];

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

interface Ended {
  code: number | null;
  text: string;
}

function ended(child: ChildProcess): Promise<Ended> {
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (bytes) => (text += bytes));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, text })));
}

const start = (words: readonly string[], environment: Record<string, string> = {}) =>
  ended(
    spawn(process.execPath, [BIN, 'boost', ...SETTINGS, ...words], {
      env: { ...process.env, ...environment },
    }),
  );

/** All ranks of a stage, as torchrun starts them. */
async function startRanks(count: number, words: readonly string[]): Promise<Ended[]> {
  const port = String(await freePort());
  return Promise.all(
    Array.from({ length: count }, (_, rank) =>
      start(words, {
        RANK: String(rank),
        LOCAL_RANK: String(rank),
        WORLD_SIZE: String(count),
        MASTER_ADDR: '127.0.0.1',
        MASTER_PORT: port,
      }),
    ),
  );
}

function losses(run: string): number[] {
  const lines = readFileSync(join(run, 'denoiser', 'log.jsonl'), 'utf8')
    .trim()
    .split('\n');
  return lines.map((line) => JSON.parse(line).loss);
}

let folder: string;
const copyOf = (name: string) => {
  const copy = join(folder, name);
  cpSync(join(folder, 'captured'), copy, { recursive: true });
  return copy;
};
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ranks-in-stages-'));
  const { code, text } = await start(['-o', join(folder, 'captured'), '--until', 'capture']);
  expect(code, text).toBe(0);
}, 10 * MINUTES);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it(
  'the denoiser of a run has one curve of losses, whether one process trains it or two',
  async () => {
    const train = async (name: string, environment?: Record<string, string>) => {
      const run = copyOf(name);
      const { code, text } = await start(['-o', run, '--only', 'denoiser'], environment);
      expect(code, text).toBe(0);
      return losses(run);
    };
    const alone = await train('alone');
    // What other kernels' rounding does to this training; ten times that is no other training.
    const other = await train('kernels', { ONEDNN_MAX_CPU_ISA: 'SSE41', ATEN_CPU_CAPABILITY: 'default' });
    const apart = (losses: number[]) =>
      Math.max(...losses.map((loss, i) => Math.abs(loss - alone[i]) / Math.abs(alone[i])));
    const shared = copyOf('shared');
    for (const { code, text } of await startRanks(2, ['-o', shared, '--only', 'denoiser'])) {
      expect(code, text).toBe(0);
    }
    const ranked = losses(shared);
    expect(ranked).toHaveLength(alone.length);
    expect(apart(ranked)).toBeLessThanOrEqual(10 * Math.max(apart(other), 2 ** -23));
    // The stage is finished as any other: the second time all ranks find nothing to do.
    for (const { code, text } of await startRanks(2, ['-o', shared, '--only', 'denoiser'])) {
      expect(code, text).toBe(0);
      expect(text).toContain('unchanged');
    }
  },
  20 * MINUTES,
);

it(
  'ranks without such a stage are told what they can make',
  async () => {
    for (const { code, text } of await startRanks(2, ['-o', copyOf('wrong'), '--only', 'grasps'])) {
      expect(code).toBe(42);
      expect(text).toContain('one of denoiser, baseline, train (--only denoiser)');
    }
  },
  5 * MINUTES,
);
