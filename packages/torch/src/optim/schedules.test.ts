import { expect, test } from 'vitest';
import { cosine, exponential, linear, multiStep, stepDecay, warmup, warmupCosine } from './schedules.js';

const over = (rate: (step: number) => number, count: number) =>
  Array.from({ length: count }, (_, step) => rate(step));

test('warm-up rises to 1 and stays', () => {
  expect(over((step) => warmup(step, 4), 6)).toEqual([0.25, 0.5, 0.75, 1, 1, 1]);
  expect(warmup(0, 0)).toBe(1);
});

test('cosine falls from 1 over a half to its floor', () => {
  expect(over((step) => cosine(step, 4), 6)).toBeAllclose(
    [1, 0.5 + Math.SQRT1_2 / 2, 0.5, 0.5 - Math.SQRT1_2 / 2, 0, 0],
    {
      absolute: 1e-12,
    },
  );
  expect(cosine(2, 4, 0.2)).toBeCloseTo(0.6, 12);
  expect(cosine(9, 4, 0.2)).toBeCloseTo(0.2, 12);
});

test('warm-up then cosine, joined without a jump', () => {
  expect(over((step) => warmupCosine(step, 6, 2), 7)).toBeAllclose(
    [0.5, 1, 1, 0.5 + Math.SQRT1_2 / 2, 0.5, 0.5 - Math.SQRT1_2 / 2, 0],
    { absolute: 1e-12 },
  );
});

test('milestones, steps, exponential and a line', () => {
  expect(over((step) => multiStep(step, [2, 3], 0.5), 5)).toEqual([1, 1, 0.5, 0.25, 0.25]);
  expect(over((step) => stepDecay(step, 2, 0.5), 5)).toEqual([1, 1, 0.5, 0.5, 0.25]);
  expect(over((step) => exponential(step, 0.5), 3)).toEqual([1, 0.5, 0.25]);
  expect(over((step) => linear(step, 4, 0.2), 6)).toBeAllclose([1, 0.8, 0.6, 0.4, 0.2, 0.2]);
});
