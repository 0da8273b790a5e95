import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { boost } from '../../packages/handbooster/src/pipeline/boost.js';
import { boostShard } from '../../packages/handbooster/src/pipeline/boost-shard.js';
import { mergeShards } from '../../packages/handbooster/src/pipeline/merge-shards.js';

const BIN = fileURLToPath(new URL('../../packages/handbooster/bin/handbooster.mjs', import.meta.url));
const MINUTES = 60_000;

/** Few and small things of every kind, yet more than one part of each shared stage but evaluate's. */
const SMALL = [
  'capture.objects=2',
  'capture.subjects=1',
  'capture.width=96',
  'capture.height=72',
  'capture.trainFrames=64',
  'capture.testFrames=4',
  'grasps.perObject=24',
  'grasps.iterations=20',
  'conditions.count=520',
  'conditions.renderSize=64',
  'denoiser.images=8',
  'synthesise.steps=1',
  'train.images=16',
];
const SHARED = ['capture', 'grasps', 'conditions', 'synthesise', 'filter', 'evaluate'];

let root: string;
let expected: Record<string, string>;

/** Hashes of what each stage of a run left. */
function outputs(folder: string): Record<string, string> {
  const { stages } = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
  return Object.fromEntries(
    Object.entries(stages as Record<string, { outputs: string }>).map(([name, record]) => [
      name,
      record.outputs,
    ]),
  );
}

function settings(output: string) {
  return { config: 'smallest', overrides: SMALL, output, workers: 2 };
}

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'handbooster-shards-'));
  await boost({ ...settings(join(root, 'whole')), until: 'evaluate' });
  expected = outputs(join(root, 'whole'));
}, 20 * MINUTES);
afterAll(() => rmSync(root, { recursive: true, force: true }));

test(
  'shards in any number and order leave the bytes of one process, one of them run twice',
  async () => {
    const output = join(root, 'shared');
    for (const stage of Object.keys(expected)) {
      const only = [stage];
      if (!SHARED.includes(stage)) {
        await boost({ ...settings(output), only });
        continue;
      }
      const count = stage === 'conditions' || stage === 'grasps' ? 3 : 2;
      for (const index of count === 3 ? [2, 0, 2] : [1]) {
        await boostShard({ ...settings(output), only, shard: { index, count } });
      }
      // What is lacking is named, and nothing is made of the rest.
      await expect(mergeShards({ folder: output, stage })).rejects.toThrow(
        count === 3 ? /shards 1 of 3 are not finished/ : /shards 0 of 2 are not finished/,
      );
      // The last two of one number at the same time, as when a scheduler takes a task for lost that is not.
      const index = count === 3 ? 1 : 0;
      const last = { ...settings(output), only, shard: { index, count } };
      await Promise.all([boostShard(last), boostShard(last)]);
      expect(await mergeShards({ folder: output, stage })).toEqual([stage]);
      expect(existsSync(join(output, 'shards', stage))).toBe(false);
      expect(await mergeShards({ folder: output, stage })).toEqual([]);
    }
    expect(outputs(output)).toEqual(expected);
  },
  30 * MINUTES,
);

/** `boost --shard` in a process of its own, with the variables of a scheduler. */
function shardProcess(output: string, environment: Record<string, string>): ChildProcess {
  const args = [BIN, 'boost', 'smallest', ...SMALL, '-o', output, '--only', 'grasps', '--shard', 'auto'];
  return spawn(process.execPath, args, { env: { ...process.env, ...environment }, stdio: 'ignore' });
}

const slurm = (id: number) => ({
  SLURM_ARRAY_TASK_ID: String(id),
  SLURM_ARRAY_TASK_COUNT: '2',
  SLURM_ARRAY_TASK_MIN: '1',
  SLURM_ARRAY_TASK_MAX: '2',
});

test(
  'a shard killed or told to stop goes on when it is run again',
  async () => {
    const output = join(root, 'killed');
    await boost({ ...settings(output), until: 'capture' });
    const items = () => {
      const folder = join(output, 'shards');
      return existsSync(folder)
        ? readdirSync(folder, { recursive: true }).filter((name) => String(name).endsWith('.npz')).length
        : 0;
    };
    for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
      const child = shardProcess(output, slurm(1));
      // A signal that comes when the shard has just put its affairs in order ends it as a signal does, which
      // a scheduler reads as 143 too.
      const ended = new Promise<number | null>((resolve) =>
        child.once('exit', (code, by) => resolve(by === 'SIGTERM' ? 143 : code)),
      );
      for (const before = items(); items() === before && child.exitCode === null; ) await sleep(20);
      child.kill(signal);
      if (signal === 'SIGTERM') {
        // Twice within a tenth of a second, as srun does: one request.
        await sleep(50);
        child.kill(signal);
        expect([143, 0]).toContain(await ended);
      } else await ended;
    }
    for (const id of [2, 1]) {
      const child = shardProcess(output, slurm(id));
      expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(0);
    }
    await mergeShards({ folder: output });
    expect(outputs(output).grasps).toBe(expected.grasps);
  },
  10 * MINUTES,
);

test(
  'what can never work ends with 42',
  async () => {
    const output = join(root, 'killed');
    for (const environment of [{ SLURM_ARRAY_TASK_ID: '4' }, { JOB_COMPLETION_INDEX: '0' }, {}]) {
      const child = shardProcess(output, environment as Record<string, string>);
      expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(42);
    }
  },
  MINUTES,
);
