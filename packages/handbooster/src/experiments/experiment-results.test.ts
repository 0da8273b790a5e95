import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parquetReadObjects } from 'hyparquet';
import { afterAll, expect, test } from 'vitest';
import { comparisonTable } from '../cli/tables/comparison-table.js';
import { openReport } from '../commands/report/open-report.js';
import { writeScores } from '../pipeline/outputs/scores.js';
import { experimentCells } from './experiment-cells.js';
import type { Experiment } from './experiment-definition.js';
import { writeExperimentFile } from './experiment-folder.js';
import { experimentResults } from './experiment-results.js';
import { experimentSummary } from './experiment-summary.js';
import { experimentPage } from './report/experiment-page.js';
import { writeCellErrors } from './write-cell-errors.js';

const root = mkdtempSync(join(tmpdir(), 'experiment-'));
afterAll(() => rmSync(root, { recursive: true }));

const row = (name: string, trained: 'real' | 'boosted', set: string[] = []) => ({
  name,
  title: name,
  trained,
  set,
  own: [],
});
const experiment: Experiment = {
  name: 'made-up',
  title: 'Made up',
  question: '?',
  config: 'smallest',
  set: [],
  seeds: [1, 2],
  against: 'real',
  rows: [row('real', 'real'), row('more', 'boosted'), row('other', 'boosted', ['train.images=32'])],
};
const SPLIT = 'test_all';
/** Errors of a sample: seeds, sequences and rows each add something of their own. */
const errorOf = (seed: number, sequence: number, sample: number, gain: number) =>
  10 * seed + sequence + 0.1 * sample - gain * (1 + 0.5 * sequence);

async function finish(folder: string, seed: number, gain: number): Promise<void> {
  const scores = (value: number) => ({
    jointError: value,
    jointAuc: 0.5,
    vertexError: value,
    vertexAuc: 0.5,
    fScore5: 0.5,
    fScore15: 0.5,
  });
  mkdirSync(join(folder, 'evaluate'), { recursive: true });
  writeFileSync(join(folder, 'config.yaml'), 'seed: 1\n');
  const methods = [
    { method: 'real' as const, gain: 0 },
    { method: 'real + synthetic' as const, gain },
  ];
  const samples = methods.flatMap(({ method, gain: own }) =>
    [0, 1, 2].flatMap((sequence) =>
      [0, 1].map((sample) => {
        const error = errorOf(seed, sequence, sample, own);
        const [jointError, vertexError] = [error, error + 1];
        const errors = { jointError, vertexError, alignedJointError: 5, alignedVertexError: 5 };
        const id = `${sequence}-${sample}`;
        const facts = { object: 'mug', subject: 's', sequence: `q${sequence}`, view: 'v', visible: 1 };
        return { split: SPLIT, method, id, ...facts, errors };
      }),
    ),
  );
  const rows = methods.map(({ method, gain: own }) => {
    const value = samples
      .filter((sample) => sample.method === method)
      .reduce((sum, { errors }) => sum + errors.jointError / 6, 0);
    return { split: SPLIT, samples: 6, method, rootRelative: scores(value + 0 * own), aligned: scores(5) };
  });
  await writeScores(join(folder, 'evaluate'), { rows, curves: [], samples });
}

test('rows are compared sample by sample under the seeds that both have', async () => {
  const cells = experimentCells(experiment, root);
  for (const { row: own, seed, folder } of cells) {
    if (own.name === 'more') await finish(folder, seed, 1);
    if (own.name === 'other' && seed === 1) await finish(folder, seed, -2);
  }
  const results = await experimentResults(experiment, root);
  const of = (name: string) => results.rows.find((each) => each.row.name === name)!;
  expect(results.missing.map(({ row: own, seed }) => `${own.name} ${seed}`)).toEqual(['other 2']);
  expect(of('real').differences).toBeNull();
  expect(of('real').means.jointError).toBeCloseTo(15 + 1 + 0.05, 9);
  // The gain is 1, 1.5 and 2 in the three sequences.
  expect(of('more').seeds).toEqual([1, 2]);
  expect(of('more').differences!.jointError).toMatchObject({ seeds: 2, sequences: 3, samples: 12 });
  expect(of('more').differences!.jointError.difference).toBeCloseTo(-1.5, 9);
  expect(of('more').differences!.jointError.low).toBeGreaterThanOrEqual(-2 - 1e-9);
  expect(of('more').differences!.jointError.high).toBeLessThanOrEqual(-1 + 1e-9);
  expect(of('more').differences!.alignedJointError.difference).toBe(0);
  expect(of('other').differences!.jointError).toMatchObject({ seeds: 1 });
  expect(of('other').differences!.jointError.difference).toBeCloseTo(3, 9);

  const text = comparisonTable(experimentSummary(results), 'text');
  expect(text).toMatch(/more +1 2 +14\.55 +-1\.50 \[-2\.00, -1\.00\] \*/);
  expect(text).toContain('not made yet: other (seed 2)');
  expect(comparisonTable(experimentSummary(results), 'markdown')).toContain(
    '| more | 1 2 | 14.55 | -1.50 [-2.00, -1.00] * |',
  );
  expect(comparisonTable(experimentSummary(results), 'latex')).toContain('F@5');
  expect(comparisonTable(experimentSummary(results), 'csv').split('\n')[0]).toBe(
    'row,split,seeds,measure,mean,difference,low,high,p,paper,against',
  );
});

test('errors of all samples are written whole, as Parquet and as CSV', async () => {
  const { errors } = await experimentResults(experiment, root);
  await writeCellErrors(root, errors);
  const bytes = readFileSync(join(root, 'errors.parquet'));
  const rows = await parquetReadObjects({
    file: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer,
  });
  const lines = gunzipSync(readFileSync(join(root, 'errors.csv.gz')))
    .toString()
    .trim()
    .split('\n');
  expect(rows).toHaveLength(5 * 6);
  expect(lines).toHaveLength(1 + 5 * 6);
  expect(rows[0]).toMatchObject({ row: 'real', seed: 1, split: SPLIT, sequence: 's/q0', sample: '0-0' });
  expect(lines[1]).toBe('real,1,test_all,s/q0,0-0,10,11,5,5');
});

test('a network that predicts no numbers has no error of 0 mm, and does not stop the table', async () => {
  const [first] = experimentCells(experiment, root);
  const folder = join(root, 'lost', basename(first.folder));
  await finish(folder, 1, Number.NaN);
  const lost = { ...experiment, name: 'lost', seeds: [1] };
  const { rows } = await experimentResults(lost, root);
  const own = rows.find(({ row: { name } }) => name === 'more')!;
  expect(own.means.jointError).toBeNaN();
  expect(own.differences).toBeNull();
  expect(comparisonTable(experimentSummary(await experimentResults(lost, root)), 'text')).toContain(
    'no number',
  );
});

test('the page of an experiment opens with what the intervals say, and asks nothing of others', async () => {
  const results = await experimentResults(experiment, root);
  const text = await experimentPage(results, root);
  expect(text.indexOf('surely <span class="good">lower</span> on test_all')).toBeGreaterThan(0);
  expect(text.indexOf('surely <span')).toBeLessThan(text.indexOf('<table'));
  expect(text).toContain('not made yet: other (seed 2)');
  expect(text).toContain('−1.50 [−2.00, −1.00] *');
  expect(text).not.toMatch(/<script|src="(?!data:)|href="(?!#)/);
});

test('an experiment is known by its folder, and what is none is refused', async () => {
  writeExperimentFile(root, experiment);
  const report = openReport(join(root, experiment.name));
  expect(comparisonTable(await report.table(), 'csv')).toContain('\nmore,test_all,2,jointError,');
  expect(() => openReport(join(root, 'nothing'))).toThrow(/expected the folder of a run .* found neither/);
});
