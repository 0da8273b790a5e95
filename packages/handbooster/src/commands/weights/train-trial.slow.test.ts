import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setThreads } from '@handbooster/torch';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SILENT_PROGRESS } from '../../base/progress.js';
import { trialTable } from '../../cli/tables/trial-table.js';
import { boost } from '../../pipeline/boost.js';
import { readTrials, trainTrial } from './train-trial.js';

const root = mkdtempSync(join(tmpdir(), 'trial-'));
const run = join(root, 'run');
const common = { run, workers: 1, progress: SILENT_PROGRESS, signal: new AbortController().signal };

beforeAll(async () => {
  setThreads(1);
  await boost({
    config: 'smallest',
    overrides: [
      'threads=1',
      'capture.trainFrames=24',
      'capture.testFrames=4',
      'capture.objects=1',
      'capture.subjects=2',
      'train.images=32',
      'train.batch=8',
    ],
    output: run,
    only: ['capture'],
    ...common,
  });
});
afterAll(() => rmSync(root, { recursive: true }));

test('a trial scores on the validation split, and on test splits of a capture given for it only', async () => {
  const plain = await trainTrial({ ...common, name: 'plain', overrides: [], boosted: false });
  expect(plain.errors.map(({ split }) => split)).toEqual(['val']);
  const looks = readFileSync(join(run, 'trials', 'plain', 'validation.jsonl'), 'utf8')
    .trim()
    .split('\n');
  const chosen = looks.map((line) => JSON.parse(line)).find(({ step }) => step + 1 === plain.chosenStep);
  // Predicted with folded normalisation here, without there.
  expect(plain.errors[0].jointError).toBeCloseTo(chosen.jointError, 2);
  expect(plain.errors[0].alignedJointError).toBeCloseTo(chosen.alignedJointError, 2);
  const overrides = ['train.learningRate=0.003', 'train.images=16'];
  const faster = await trainTrial({ ...common, name: 'faster', overrides, boosted: false, other: run });
  expect(faster.errors).toHaveLength(6);
  expect(faster.errors[0].jointError).not.toBe(plain.errors[0].jointError);
  const [head, , ...rows] = trialTable(readTrials(run)).split('\n');
  expect(head).toContain('| val | test_same |');
  expect(rows).toHaveLength(2);
  expect(rows[0]).toMatch(/^\| faster \| real \| learningRate=0.003, images=16 \| 16 \|/);
  expect(rows[1]).toMatch(/^\| plain \| real \| as the run \| 32 \|/);
});

test('a trial changes nothing but training, and needs what it reads', async () => {
  const trial = (overrides: string[], boosted = false) =>
    trainTrial({ ...common, name: 'refused', overrides, boosted });
  await expect(trial(['capture.trainFrames=12'])).rejects.toThrow(/expected keys of train only/);
  await expect(trial([], true)).rejects.toThrow(/conditions: not made yet; run: handbooster boost/);
  await expect(
    trainTrial({ ...common, run: join(run, 'none'), name: 'x', overrides: [], boosted: false }),
  ).rejects.toThrow(/run\/none: no config/);
  expect(existsSync(join(run, 'trials', 'refused', 'trial.json'))).toBe(false);
});
