import { Random } from '@handbooster/torch';
import { describe, expect, it } from 'vitest';
import { svd3 } from './svd3.js';

const multiply = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Float64Array.from({ length: 9 }, (_, i) => {
    const r = Math.floor(i / 3);
    return a[3 * r] * b[i % 3] + a[3 * r + 1] * b[3 + (i % 3)] + a[3 * r + 2] * b[6 + (i % 3)];
  });
const transpose = (a: ArrayLike<number>) =>
  Float64Array.from({ length: 9 }, (_, i) => a[3 * (i % 3) + Math.floor(i / 3)]);
const IDENTITY = [1, 0, 0, 0, 1, 0, 0, 0, 1];

describe('svd3', () => {
  const random = new Random('svd3');
  const matrices: [string, number[]][] = [
    ['identity', IDENTITY],
    ['zero', [0, 0, 0, 0, 0, 0, 0, 0, 0]],
    ['rank one', [1, 2, 3, 2, 4, 6, -1, -2, -3]],
    ['rank two', [1, 0, 0, 0, 2, 0, 0, 0, 0]],
    ['reflection', [1, 0, 0, 0, 1, 0, 0, 0, -1]],
    ['tiny', [1e-20, 2e-20, 0, 0, 1e-20, 0, 3e-20, 0, 1e-20]],
    ...Array.from({ length: 50 }, (_, i): [string, number[]] => [
      `random ${i}`,
      Array.from({ length: 9 }, () => random.normal()),
    ]),
  ];

  it.each(matrices)(
    'of the matrix "%s" multiplies back, with orthogonal factors and falling values',
    (_, a) => {
      const { u, s, v } = svd3(a);
      const size = Math.max(...a.map(Math.abs), 1e-300);
      const diagonal = [s[0], 0, 0, 0, s[1], 0, 0, 0, s[2]];
      expect(multiply(multiply(u, diagonal), transpose(v))).toBeAllclose(a, { absolute: 1e-13 * size });
      expect(multiply(transpose(u), u)).toBeAllclose(IDENTITY, { absolute: 1e-12 });
      expect(multiply(transpose(v), v)).toBeAllclose(IDENTITY, { absolute: 1e-12 });
      expect(s[0] >= s[1] && s[1] >= s[2] && s[2] >= 0).toBe(true);
    },
  );
});
