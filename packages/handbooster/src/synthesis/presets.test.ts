import { expect, test } from 'vitest';
import { SYNTHESIS_PRESETS } from './presets.js';

test('the release differs from the paper in the named keys, and in no others', () => {
  const differences: string[] = [];
  const compare = (path: string, a: unknown, b: unknown) => {
    if (typeof a === 'object' && a !== null && typeof b === 'object' && b !== null) {
      for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
        compare(`${path}${path && '.'}${key}`, (a as never)[key], (b as never)[key]);
      }
    } else if (a !== b) differences.push(path);
  };
  compare('', SYNTHESIS_PRESETS.paper, SYNTHESIS_PRESETS['released-code']);
  expect(differences).toEqual(['diffusion.loss', 'diffusion.foregroundWeight', 'training.accumulate']);
});
