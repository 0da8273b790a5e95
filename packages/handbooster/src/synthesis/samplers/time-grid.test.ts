import { expect, test } from 'vitest';
import { noiseSchedule } from '../diffusion/noise-schedule.js';
import { signalLevel, timeGrid } from './time-grid.js';

const schedule = noiseSchedule('linear', 1000);

test("the release's grid", () => {
  expect(timeGrid(schedule, 10)).toEqual([999, 899, 799, 699, 599, 499, 399, 299, 199, 99, -1]);
  const grid = timeGrid(schedule, 250);
  expect([grid[0], grid[1], grid[249], grid[250]]).toEqual([999, 995, 3, -1]);
  // numpy: np.linspace(-1, 999, 8).astype(int)
  expect(timeGrid(schedule, 7)).toEqual([999, 856, 713, 570, 427, 284, 141, -1]);
});

test('every spacing falls strictly from the noisiest time to the clean image', () => {
  for (const spacing of ['time', 'log-snr', 'karras'] as const) {
    for (const steps of [1, 2, 5, 10, 20, 100, 1000]) {
      const grid = timeGrid(schedule, steps, spacing);
      expect(grid.length).toBe(steps + 1);
      expect([grid[0], grid[steps]]).toEqual([999, -1]);
      for (let i = 0; i < steps; i++) expect(grid[i]).toBeGreaterThan(grid[i + 1]);
    }
  }
});

test('log-snr spacing is even where times are dense', () => {
  const grid = timeGrid(schedule, 10, 'log-snr').slice(0, -1);
  const levels = grid.map((time) => Math.log(1 / signalLevel(schedule, time) - 1));
  const gaps = levels.slice(1).map((level, i) => levels[i] - level);
  for (const gap of gaps.slice(0, 5)) expect(gap).toBeCloseTo(gaps[0], 1);
});

test('too many steps are refused', () => {
  expect(() => timeGrid(schedule, 1001)).toThrow('1 ... 1000 steps');
  expect(() => timeGrid(schedule, 0)).toThrow('found 0');
});
