import { expect, test } from 'vitest';
import { loadConfig } from '../config/load-config.js';
import { stageBytes } from './stage-bytes.js';

// The manifest of a run of the preset `claim`, made before and apart from the model.
const MANIFEST = { capture: 357e6, synthesise: 13.6e6, baseline: 37.2e6, train: 37.2e6, dataset: 17.6e6 };

test('a stage leaves about what a run of the claim has left; more pixels and larger networks leave more', () => {
  const bytes = stageBytes(loadConfig('claim'));
  for (const [stage, found] of Object.entries(MANIFEST)) {
    expect(Math.abs(bytes[stage] / found - 1), stage).toBeLessThan(0.1);
  }
  const larger = stageBytes(
    loadConfig('claim', ['denoiser.imageSize=128', 'denoiser.weights=null', 'train.network=handoccnet']),
  );
  expect(larger.synthesise / bytes.synthesise).toBeCloseTo(4, 9);
  expect(larger.baseline / bytes.baseline).toBeCloseTo(39_319_352 / 1_546_934, 9);
  expect(stageBytes(loadConfig('paper', ['capture.root=/data'])).capture).toBe(0);
});
