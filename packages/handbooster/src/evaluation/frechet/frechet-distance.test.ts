import { Random, setThreads } from '@handbooster/torch';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  type FeatureStatistics,
  featureStatistics,
  frechetDistance,
  frechetDistanceOfFeatures,
} from './frechet-distance.js';

beforeAll(() => setThreads(1));

const gaussian = (mean: number[], covariance: number[]): FeatureStatistics => ({
  count: 100,
  mean: Float64Array.from(mean),
  covariance: Float64Array.from(covariance),
});
const diagonal = (values: number[]) =>
  values.flatMap((value, i) => values.map((_, j) => (i === j ? value : 0)));

describe('Frechet distance of Gaussians', () => {
  test('diagonal: squared differences of means and of deviations', () => {
    const a = gaussian([1, 2, -3, 0], diagonal([4, 9, 0.25, 0]));
    const b = gaussian([0, 2, -1, 0.5], diagonal([1, 16, 0, 2.25]));
    // (2-1)^2 + (3-4)^2 + 0.5^2 + 1.5^2 beside 1 + 4 + 0.25.
    expect(frechetDistance(a, b)).toBeCloseTo(1 + 1 + 0.25 + 2.25 + 5.25, 10);
    expect(frechetDistance(a, a)).toBeCloseTo(0, 10);
  });

  test('commuting: the same turn of two diagonals leaves the distance', () => {
    const angle = 0.7;
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    const turned = (p: number, q: number) => [
      c * c * p + s * s * q,
      c * s * (p - q),
      c * s * (p - q),
      s * s * p + c * c * q,
    ];
    const a = gaussian([0, 0], turned(9, 4));
    const b = gaussian([0, 0], turned(1, 25));
    expect(frechetDistance(a, b)).toBeCloseTo((3 - 1) ** 2 + (2 - 5) ** 2, 10);
  });

  test('any 2 x 2: tr (C1 C2)^(1/2) = sqrt(tr C1 C2 + 2 sqrt(det C1 C2))', () => {
    const random = new Random(3, 'frechet');
    for (let i = 0; i < 20; i++) {
      const spd = () => {
        const [p, q, r] = [random.uniform(0.2, 2), random.uniform(-1, 1), random.uniform(0.2, 2)];
        return [p * p, p * q, p * q, q * q + r * r];
      };
      const [x, y] = [spd(), spd()];
      const product = [x[0] * y[0] + x[1] * y[2], x[2] * y[1] + x[3] * y[3]];
      const determinant = (m: number[]) => m[0] * m[3] - m[1] * m[2];
      const root = Math.sqrt(product[0] + product[1] + 2 * Math.sqrt(determinant(x) * determinant(y)));
      const expected = x[0] + x[3] + y[0] + y[3] - 2 * root;
      expect(frechetDistance(gaussian([0, 0], x), gaussian([0, 0], y))).toBeCloseTo(expected, 9);
    }
  });

  test('features of different networks are refused', () => {
    expect(() => frechetDistance(gaussian([0], [1]), gaussian([0, 0], diagonal([1, 1])))).toThrow(
      'features of 1 and of 2 numbers',
    );
  });
});

describe('from samples', () => {
  const random = new Random(5, 'frechet-samples');
  const draw = (count: number, dimension: number, scale = 1, offset = 0) =>
    Float32Array.from({ length: count * dimension }, () => offset + scale * random.normal());

  test('statistics as numpy has them', () => {
    const { mean, covariance } = featureStatistics([1, 2, 3, 5, 8, 2], 2);
    expect(mean).toBeAllclose([4, 3]);
    // Deviations (-3, -1), (-1, 2), (4, -1), divided by 2.
    expect(covariance).toBeAllclose([13, -1.5, -1.5, 3]);
  });

  test('both ways agree, with more vectors than numbers in each and with fewer', () => {
    for (const [n, m, dimension] of [
      [60, 45, 8],
      [12, 9, 40],
    ]) {
      const [a, b] = [draw(n, dimension), draw(m, dimension, 1.5, 0.3)];
      const direct = frechetDistanceOfFeatures(a, b, dimension);
      const covariances = frechetDistance(featureStatistics(a, dimension), featureStatistics(b, dimension));
      expect(direct / covariances).toBeCloseTo(1, 5);
    }
  });

  test('few samples of many numbers: exact where the sets lie along known directions', () => {
    // Two vectors each: rank one. X = (u, -u) sqrt(2) / sqrt(2), so the covariances are 2 u u' and 2 v v'.
    const dimension = 512;
    const line = (axis: number, other: number, angle: number, length: number) => {
      const v = new Float64Array(dimension);
      v[axis] = Math.cos(angle) * length;
      v[other] = Math.sin(angle) * length;
      return v;
    };
    const u = line(3, 100, 0, 2);
    const v = line(3, 100, 1.1, 0.5);
    const pair = (w: Float64Array) => [...w, ...w.map((x) => -x)];
    const expected = 2 * 4 + 2 * 0.25 - 2 * 2 * Math.abs(2 * 0.5 * Math.cos(1.1));
    expect(frechetDistanceOfFeatures(pair(u), pair(v), dimension)).toBeCloseTo(expected, 10);
    expect(frechetDistanceOfFeatures(pair(u), pair(u), dimension)).toBeCloseTo(0, 10);
  });

  test('a set has distance zero to itself and to itself in another order', () => {
    const a = draw(30, 64);
    const reversed = Float32Array.from(
      { length: a.length },
      (_, i) => a[(29 - Math.floor(i / 64)) * 64 + (i % 64)],
    );
    expect(Math.abs(frechetDistanceOfFeatures(a, reversed, 64))).toBeLessThan(1e-9);
  });

  test('what is no set of vectors is an error', () => {
    expect(() => featureStatistics([1, 2, 3], 2)).toThrow('found 3 numbers');
    expect(() => featureStatistics([1, Number.NaN], 2)).toThrow('not finite');
  });
});
