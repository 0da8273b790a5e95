import { expect, test } from 'vitest';
import { summariseErrors } from './error-summary.js';

test('means and medians of each error', () => {
  const errors = [1, 2, 9].map((x) => ({
    jointError: x,
    vertexError: 2 * x,
    alignedJointError: 0,
    alignedVertexError: -x,
  }));
  const { images, mean, median } = summariseErrors(errors);
  expect(images).toBe(3);
  expect(Object.values(mean)).toBeAllclose([4, 8, 0, -4]);
  expect(Object.values(median)).toBeAllclose([2, 4, 0, -2]);
  expect(summariseErrors([]).median.jointError).toBeNaN();
});
