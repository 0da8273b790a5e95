import { expect, test } from 'vitest';
import { SYNTHESIS_PRESETS } from '../../synthesis/presets.js';
import { loadConfig } from './load-config.js';
import { evaluationsPerImage, samplerPlan } from './sampler-plan.js';

test('without a word in the configuration the preset decides', () => {
  expect(samplerPlan(loadConfig('demo'))).toEqual(SYNTHESIS_PRESETS.small.sampler);
  expect(samplerPlan(loadConfig('paper'))).toEqual(SYNTHESIS_PRESETS.paper.sampler);
  expect(evaluationsPerImage(samplerPlan(loadConfig('demo')))).toBe(10);
  expect(evaluationsPerImage(samplerPlan(loadConfig('paper')))).toBe(500);
});

test('every key of the section reaches the sampler', () => {
  const plan = samplerPlan(
    loadConfig('demo', [
      'synthesise.sampler=dpm-solver',
      'synthesise.steps=7',
      'synthesise.eta=0.5',
      'synthesise.spacing=karras',
      'synthesise.guidance=2',
      'synthesise.guidanceInterval=[0.25,0.75]',
    ]),
  );
  expect(plan).toEqual({
    method: 'dpm-solver',
    steps: 7,
    eta: 0.5,
    clip: true,
    spacing: 'karras',
    guidanceScale: 2,
    guidanceInterval: [0.25, 0.75],
  });
  expect(evaluationsPerImage(plan)).toBe(11);
});

test('another method than the preset’s starts from its own spread of steps, without noise', () => {
  const plan = samplerPlan(loadConfig('demo', ['synthesise.sampler=unipc']));
  expect(plan).toMatchObject({ method: 'unipc', steps: 10, eta: 0, spacing: null });
});
