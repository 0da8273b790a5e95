import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { evaluateHo3d, formatHo3dScores, HO3D_SCORE_NAMES } from './ho3d-evaluation.js';

const root =
  process.env.HANDBOOSTER_GOLDEN ?? fileURLToPath(new URL('../../../../../shared/golden', import.meta.url));
const folder = `${root}/ho3d_evaluation`;

describe.skipIf(!existsSync(folder))(`HO3D evaluation against ${folder}`, () => {
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
