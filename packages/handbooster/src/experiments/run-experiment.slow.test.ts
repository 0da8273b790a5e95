import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setThreads } from '@handbooster/torch';
import { afterAll, expect, test } from 'vitest';
import { SILENT_PROGRESS } from '../base/progress.js';
import { MEASURES } from '../evaluation/comparison/measures.js';
import { readManifest } from '../pipeline/run/run-directory.js';
import type { Experiment } from './experiment-definition.js';
import { experimentResults } from './experiment-results.js';
import { runExperiment } from './run-experiment.js';

setThreads(1);
const root = mkdtempSync(join(tmpdir(), 'experiment-run-'));
afterAll(() => rmSync(root, { recursive: true }));

const row = (name: string, trained: 'real' | 'boosted', set: string[], against?: string) => ({
  name,
  title: name,
  trained,
  set,
  own: [],
  against,
});
const H2ONET = ['train.network=h2onet', 'train.imageSize=128', 'train.batch=4'];
const HANDOCCNET = ['train.network=handoccnet', 'train.imageSize=256', 'train.batch=2', 'train.images=2'];

/** A budget of which nothing can be learned: what is looked at is that every stage works with the network. */
const experiment: Experiment = {
  name: 'networks',
  title: 'The other published networks, from the capture to the table',
  question: '',
  config: 'smallest',
  set: [
    'threads=1',
    'capture.trainFrames=24',
    'capture.testFrames=2',
    'capture.testSequences=1',
    'capture.objects=1',
    'capture.subjects=1',
    'grasps.perObject=16',
    'select.real=1',
    'select.synthetic=2',
    'conditions.count=3',
    'denoiser.images=16',
    'synthesise.steps=1',
    'filter.thresholds=[1000, 1000, 1000, 1000]',
    'train.images=4',
    'train.selection=last',
    'evaluate.frechetImages=2',
  ],
  seeds: [1],
  against: 'h2onet',
  rows: [
    row('h2onet', 'real', H2ONET),
    row('h2onet-boosted', 'boosted', H2ONET),
    row('h2onet-photographs', 'boosted', [...H2ONET, 'synthesise.source=photographs']),
    row('handoccnet', 'real', HANDOCCNET),
    row('handoccnet-boosted', 'boosted', HANDOCCNET, 'handoccnet'),
  ],
};
const work = () =>
  runExperiment({
    experiment,
    root,
    workers: 1,
    progress: SILENT_PROGRESS,
    signal: new AbortController().signal,
  });

test('H2ONet and HandOccNet go from the capture to the table; rows share what they can', async () => {
  expect(await work()).toEqual({ finished: 5, failed: [] });
  const { rows, missing } = await experimentResults(experiment, root);
  expect(missing).toEqual([]);
  expect(rows).toHaveLength(5 * 5);
  for (const { means, differences, row: own } of rows) {
    expect(MEASURES.filter((name) => !Number.isFinite(means[name]))).toEqual([]);
    expect(differences === null).toBe(own.name === 'h2onet');
  }
  const folder = (name: string) => join(root, 'networks', `${name}-seed-1`);
  const stages = (name: string) => readManifest(join(folder(name), 'manifest.json'))!.stages;
  const all = ['h2onet', 'h2onet-photographs', 'handoccnet'].map(stages);
  // Two rows of one run, and one capture for all: the same files.
  expect(existsSync(folder('h2onet-boosted'))).toBe(false);
  for (const name of ['capture', 'grasps', 'select', 'conditions', 'denoiser']) {
    expect(new Set(all.map((made) => made[name].outputs)).size).toBe(1);
  }
  const note = (name: string) => statSync(join(folder(name), 'conditions', 'conditions.jsonl')).ino;
  expect(note('handoccnet')).toBe(note('h2onet'));
  expect(all[1].baseline).toEqual(all[0].baseline);
  expect(all[1].train.outputs).not.toBe(all[0].train.outputs);
  // Of the same conditions two kinds of images.
  expect(new Set(all.slice(0, 2).map((made) => made.synthesise.outputs)).size).toBe(2);
  const cell = JSON.parse(readFileSync(join(folder('h2onet'), 'cell.json'), 'utf8'));
  expect(cell).toMatchObject({ config: 'smallest', seed: 1 });
  expect(cell.overrides).toContain('train.network=h2onet');
  // Nothing is left to do.
  const before = statSync(join(folder('h2onet'), 'manifest.json')).mtimeMs;
  await work();
  expect(statSync(join(folder('h2onet'), 'manifest.json')).mtimeMs).toBe(before);
}, 900_000);
