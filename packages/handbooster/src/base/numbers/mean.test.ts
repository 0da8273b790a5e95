import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mean } from './mean.js';
import { median, upperMedian } from './median.js';

// Whole numbers: their sums are exact.
const some = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1, maxLength: 40 });

test('a mean is the number from which the others differ by nothing in all', () => {
  fc.assert(
    fc.property(some, (values) => {
      expect(mean(values) * values.length).toBeCloseTo(Number(values.reduce((a, b) => a + BigInt(b), 0n)), 6);
    }),
  );
  expect(mean([])).toBeNaN();
});

test('as many numbers are under a median as over it', () => {
  fc.assert(
    fc.property(some, (values) => {
      const middle = median(values);
      const under = values.filter((value) => value < middle).length;
      const over = values.filter((value) => value > middle).length;
      expect(Math.max(under, over)).toBeLessThanOrEqual(values.length / 2);
      const upper = upperMedian(values) as number;
      expect(values).toContain(upper);
      expect(upper).toBeGreaterThanOrEqual(middle);
      expect(values.filter((value) => value < upper).length).toBeLessThanOrEqual(values.length / 2);
    }),
  );
  expect(median([])).toBeNaN();
  expect(upperMedian([])).toBeUndefined();
});
