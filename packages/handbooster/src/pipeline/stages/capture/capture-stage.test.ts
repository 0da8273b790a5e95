import { expect, it } from 'vitest';
import { checkConfig } from '../../config/check-config.js';
import { loadConfig } from '../../config/load-config.js';
import { captureStage } from './capture-stage.js';

it('the ranges of a capture in the wild are part of what it is made from, and of no other capture', () => {
  const { capture, data, hand, ...others } = loadConfig('demo');
  expect(captureStage.settings({ capture, data, hand, ...others })).toEqual({ capture, data, hand });
  const wild = loadConfig('wild', ['wild.blur=[0, 2]']);
  expect(captureStage.settings(wild)).toMatchObject({ wild: { enabled: true, blur: [0, 2] } });
});

it('a capture in the wild is refused where there is none', () => {
  expect(checkConfig(loadConfig('wild'))).toEqual([]);
  for (const other of ['capture.source=ho3d', 'synthesise.source=photographs']) {
    const [complaint] = checkConfig(loadConfig('wild', [other]));
    expect(complaint).toMatchObject({ key: 'wild.enabled', beside: [other.split('=')[0]] });
    expect(complaint.message).toContain(other);
  }
  expect(() => loadConfig('wild', ['wild.blur=[2, 0]'])).toThrow(/wild\.blur.*smaller number first/s);
  expect(() => loadConfig('wild', ['wild.noise=[0, 0.1]'])).toThrow(/wild\.noise/);
});
