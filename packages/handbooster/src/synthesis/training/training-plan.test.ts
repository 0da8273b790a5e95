import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { EpochOrder } from './epoch-order.js';
import { learningRateAt } from './learning-rate.js';

test('each epoch visits every example once, in another order', () => {
  const order = new EpochOrder(7, 3);
  const epochs = [0, 1, 2].map((epoch) => Array.from({ length: 7 }, (_, i) => order.at(7 * epoch + i)));
  for (const epoch of epochs) expect([...epoch].sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
  expect(new Set(epochs.map(String)).size).toBe(3);
  // The place alone decides.
  expect(new EpochOrder(7, 3).at(16)).toBe(epochs[2][2]);
});

test('the rate rises, then falls to zero along a cosine', () => {
  const options = { learningRate: 2, rateSchedule: 'cosine', warmupSteps: 4, steps: 24 } as const;
  expect([0, 1, 2, 3].map((step) => learningRateAt(step, options))).toBeAllclose([0.4, 0.8, 1.2, 1.6]);
  expect([4, 14, 24].map((step) => learningRateAt(step, options))).toBeAllclose([2, 1, 0], {
    absolute: 1e-12,
  });
  expect(learningRateAt(20, { ...options, rateSchedule: 'constant' })).toBe(2);
});

test('lines written after the checkpoint, or cut short, are dropped from the log', async () => {
  const { TrainingLog } = await import('./training-log.js');
  const folder = mkdtempSync(join(tmpdir(), 'log-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'training.jsonl');
  writeFileSync(path, '{"step":10}\n{"step":20}\n{"step":30}\n{"ste');
  new TrainingLog(path, 20).append({
    step: 30,
    images: 1,
    loss: 0.5,
    gradientNorm: 1,
    learningRate: 1,
    imagesPerSecond: 1,
  });
  const lines = readFileSync(path, 'utf8').trim().split('\n');
  expect(lines.map((line) => JSON.parse(line).step)).toEqual([10, 20, 30]);
  expect(JSON.parse(lines[2]).loss).toBe(0.5);
});
