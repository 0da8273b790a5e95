import { expect, test } from 'vitest';
import { blendFingers } from './blend-fingers.js';

test('fingers go their share of the way, and the wrist stays', () => {
  const [from, to] = [new Float32Array(48).fill(0.2), new Float32Array(48).fill(1.2)];
  expect([...blendFingers(from, to, 0)]).toEqual([...from]);
  const half = blendFingers(from, to, 0.5);
  expect([...half.slice(0, 3)]).toEqual([...from.slice(0, 3)]);
  for (const value of half.slice(3)) expect(value).toBeCloseTo(0.7, 6);
  expect(blendFingers(from, to, 1)[47]).toBeCloseTo(1.2, 6);
});
