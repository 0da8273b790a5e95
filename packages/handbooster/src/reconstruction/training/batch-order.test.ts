import { describe, expect, it } from 'vitest';
import { BatchOrder, type BatchOrderOptions } from './batch-order.js';

const given = { seed: 1, batch: 8, real: 40, synthetic: 24, syntheticShare: 0.5, steps: 100 } as const;
const synthetic = (options: Partial<BatchOrderOptions>) => {
  const order = new BatchOrder({ ...given, ...options });
  return Array.from({ length: given.steps }, (_, step) => order.step(step).filter((draw) => draw.synthetic));
};
const counts = (options: Partial<BatchOrderOptions>) => synthetic(options).map(({ length }) => length);

describe('a share of synthetic items that changes', () => {
  it('falls evenly to none: half as many in all, and never more than a step before', () => {
    const falling = counts({ decay: 'linear' });
    expect(falling.reduce((sum, count) => sum + count)).toBe((given.batch * given.steps * 0.5) / 2);
    falling.forEach((count, step) => {
      const share = 0.5 * (1 - (step + 0.5) / given.steps);
      expect(Math.abs(count - given.batch * share)).toBeLessThanOrEqual(1);
    });
    expect(falling[0]).toBe(4);
    expect(falling.at(-1)).toBe(0);
  });

  it('ends where it is told to, falling or not', () => {
    const ended = counts({ syntheticEnd: 0.75 });
    expect(ended.slice(0, 75)).toEqual(new Array(75).fill(4));
    expect(ended.slice(75)).toEqual(new Array(25).fill(0));
    const both = counts({ decay: 'linear', syntheticEnd: 0.5 });
    expect(both.reduce((sum, count) => sum + count)).toBe((given.batch * 50 * 0.5) / 2);
    expect(both.slice(50)).toEqual(new Array(50).fill(0));
  });

  it('goes through both sources without leaving out or repeating an item', () => {
    const order = new BatchOrder({ ...given, decay: 'linear', syntheticEnd: 0.9 });
    const draws = Array.from({ length: given.steps }, (_, step) => order.step(step)).flat();
    expect(draws).toHaveLength(given.batch * given.steps);
    for (const kind of [false, true]) {
      const count = kind ? given.synthetic : given.real;
      const indices = draws.filter((draw) => draw.synthetic === kind);
      for (let first = 0; first + count <= indices.length; first += count) {
        const epoch = indices.slice(first, first + count);
        expect(new Set(epoch.map(({ index }) => index)).size).toBe(count);
        expect(new Set(epoch.map((draw) => draw.epoch)).size).toBe(1);
      }
    }
  });

  it('of a step does not depend on the steps before', () => {
    const options = { ...given, decay: 'linear' } as const;
    const fresh = new BatchOrder(options).step(37);
    const order = new BatchOrder(options);
    for (let step = 0; step < 37; step++) order.step(step);
    expect(order.step(37)).toEqual(fresh);
  });

  it('is refused where it would mean nothing', () => {
    expect(() => synthetic({ decay: 'linear', mixing: 'epoch' })).toThrow(/`batch` mixing/);
    expect(() => synthetic({ syntheticEnd: 0.5, steps: undefined })).toThrow(/number of steps/);
    expect(counts({ decay: 'linear', synthetic: 0 })).toEqual(new Array(100).fill(0));
  });
});
