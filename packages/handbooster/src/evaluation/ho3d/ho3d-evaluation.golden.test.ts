import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { goldenFolder, hasGolden } from '../../../test/support/formula-tensors.js';
import { evaluateHo3d, formatHo3dScores, HO3D_SCORE_NAMES } from './ho3d-evaluation.js';

const NAME = 'ho3d_evaluation';
const folder = `${goldenFolder}/${NAME}`;

describe.skipIf(!hasGolden(NAME))(`HO3D evaluation against ${folder}`, () => {
  it('reproduces the official scores to 1e-6', () => {
    const official = new Map(
      readFileSync(`${folder}/scores.txt`, 'utf8')
        .trim()
        .split('\n')
        .map((line) => line.split(': ') as [string, string]),
    );
    const scores = evaluateHo3d(folder, `${folder}/pred.json`);
    expect([...official.keys()].sort()).toEqual([...HO3D_SCORE_NAMES].sort());
    for (const name of HO3D_SCORE_NAMES) {
      // The file has six decimals: half a unit of the last one is its own rounding.
      expect(Math.abs(scores[name] - Number(official.get(name))), name).toBeLessThan(1e-6 + 5e-7);
    }
    expect(formatHo3dScores(scores)).toMatch(/^xyz_mean3d: \d/);
  });
});
