import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SILENT_PROGRESS } from '../../base/progress.js';
import { judgementTable } from '../../cli/tables/judgement-table.js';
import { loadBuiltinHand } from '../../hand/model/builtin-hand.js';
import { summariseErrors } from '../../synthesis/filter/error-summary.js';
import { judgeRun } from './judge-generated-images.js';
import { loadIndependentJudge, trainIndependentJudge } from './train-independent-judge.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'judge-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const errors = (x: number) => ({
  jointError: x,
  vertexError: x,
  alignedJointError: x / 2,
  alignedVertexError: x / 2,
});

test('the table has means, medians and the ratio; empty groups are left out', () => {
  const table = judgementTable({
    judge: { pictures: 10, images: 20, seed: 3 },
    groups: [
      { name: 'held-out real images', errors: summariseErrors([10, 20, 60].map(errors)) },
      { name: 'dropped generated images', errors: summariseErrors([]) },
    ],
    ratio: { mean: errors(1.25), median: errors(1.5) },
  });
  const rows = table.split('\n').map((line) => line.trim().split(/\s{2,}/));
  expect(rows[1]).toEqual(['held-out real images', '3', '30.0', '30.0', '15.0', '15.0']);
  expect(rows[2]).toEqual(['kept / held-out real', '1.25', '1.25', '0.63', '0.63']);
  expect(rows[5]).toEqual(['held-out real images', '3', '20.0', '20.0', '10.0', '10.0']);
  expect(table).not.toContain('dropped');
});

test('a judge must not know the run’s people; what is missing is named with what makes it', async () => {
  const options = {
    config: 'smallest',
    output: folder,
    pictures: 10,
    images: 10,
    batch: 2,
    workers: 1,
    progress: SILENT_PROGRESS,
    signal: new AbortController().signal,
  };
  await expect(trainIndependentJudge({ ...options, seed: 1 })).rejects.toThrow(
    'seed: 1 is that of the run, whose people the judge must not know',
  );
  expect(() => loadIndependentJudge(folder, loadBuiltinHand())).toThrow(
    `train one with: handbooster synthesis train-judge -o ${folder}`,
  );
  await expect(judgeRun({ run: folder, judge: folder })).rejects.toThrow('no config.yaml in this folder');
});
