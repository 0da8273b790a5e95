import { Random } from '@handbooster/torch';
import { describe, expect, it } from 'vitest';
import {
  PAPER_POSE_METRIC,
  POSE_METRIC_DEFAULTS,
  type PoseMetricOptions,
  type PoseSet,
  poseDistance,
  poseSubset,
  preparePoses,
  preparePoseTable,
} from '../poses/pose-metric.js';
import { farthestPoses } from './farthest-poses.js';

const metrics: PoseMetricOptions[] = [
  PAPER_POSE_METRIC,
  POSE_METRIC_DEFAULTS,
  { ...POSE_METRIC_DEFAULTS, kind: 'geodesic', objectRotationWeight: 2 },
];

function randomPoses(seed: number, count: number): Float64Array[] {
  const random = new Random(seed, 'poses');
  return Array.from({ length: count }, () =>
    Float64Array.from([
      ...Array.from({ length: 16 }, () => random.quaternion()).flat(),
      ...Array.from({ length: 3 }, () => random.normal(0, 0.1)),
    ]),
  );
}

/** Alg. 1 as printed: every distance anew for every pick. */
function printedAlgorithm(poses: PoseSet, count: number, start: number): number[] {
  const picks = [start];
  while (picks.length < Math.min(count, poses.count)) {
    let best = -1;
    let bestDistance = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < poses.count; i++) {
      if (picks.includes(i)) continue;
      const distance = Math.min(...picks.map((j) => poseDistance(poses, i, poses, j)));
      if (distance > bestDistance) {
        bestDistance = distance;
        best = i;
      }
    }
    picks.push(best);
  }
  return picks;
}

describe('farthest-pose sampling (Alg. 1)', () => {
  for (const metric of metrics) {
    it.each([1, 2, 3])(`picks what the printed algorithm picks (${metric.kind}, seed %i)`, (seed) => {
      const vectors = randomPoses(seed, 80);
      vectors.push(vectors[3], vectors[40]);
      const poses = preparePoses(vectors, metric);
      const { picks, spacing } = farthestPoses(poses, 30, seed);
      expect(picks).toEqual(printedAlgorithm(poses, 30, seed));
      for (let k = 1; k < spacing.length; k++) expect(spacing[k]).toBeLessThanOrEqual(spacing[k - 1]);
    });
  }

  it.each(metrics)('picks the same from clusters, copies among them ($kind)', (metric) => {
    const random = new Random(7, 'clusters');
    const centres = randomPoses(6, 12);
    const vectors = Array.from({ length: 500 }, () => {
      const vector = random.choice(centres).map((value) => value + 0.05 * random.normal());
      for (let q = 0; q < 64; q += 4) {
        const norm = Math.hypot(...vector.subarray(q, q + 4));
        for (let k = q; k < q + 4; k++) vector[k] /= norm;
      }
      return vector;
    });
    for (let i = 0; i < 500; i += 3) vectors[i] = vectors[(7 * i) % 50];
    const poses = preparePoses(vectors, metric);
    const { picks, spacing } = farthestPoses(poses, 450, 17);
    // Alg. 1 with each pose's distance to the nearest pick remembered.
    const nearest = new Float64Array(500).fill(Number.POSITIVE_INFINITY);
    const expected = [17];
    while (expected.length < 450) {
      const last = expected[expected.length - 1];
      nearest.forEach((value, i) => {
        nearest[i] = expected.includes(i) ? -1 : Math.min(value, poseDistance(poses, i, poses, last));
      });
      const farthest = Math.max(...nearest);
      expect(spacing[expected.length]).toBe(farthest);
      expected.push(nearest.indexOf(farthest));
    }
    expect(picks).toEqual(expected);
  });

  it('covers: no pose is farther from the picks than the radius it states', () => {
    const poses = preparePoses(randomPoses(9, 200));
    const { picks, coverageRadius } = farthestPoses(poses, 20, 0);
    const distances = Array.from({ length: 200 }, (_, i) =>
      Math.min(...picks.map((j) => (i === j ? 0 : poseDistance(poses, i, poses, j)))),
    );
    expect(coverageRadius).toBeCloseTo(Math.max(...distances), 12);
  });

  it('takes every pose once when more are asked for than there are', () => {
    const poses = preparePoses(randomPoses(4, 7));
    const { picks, coverageRadius } = farthestPoses(poses, 100, 2);
    expect([...picks].sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(coverageRadius).toBe(0);
    expect(farthestPoses(preparePoses([]), 5, 0).picks).toEqual([]);
  });

  it('refuses a start that is no pose', () => {
    expect(() => farthestPoses(preparePoses(randomPoses(1, 3)), 2, 3)).toThrow(/start/);
  });
});

describe('pose metrics', () => {
  const [a, b] = randomPoses(5, 2);
  const flipped = a.map((value, k) => (k < 64 ? -value : value));

  it('treat q and -q as one rotation, except the paper’s', () => {
    for (const metric of metrics) {
      const poses = preparePoses([a, flipped], metric);
      const distance = poseDistance(poses, 0, poses, 1);
      if (metric.kind === 'paper') expect(distance).toBeGreaterThan(1);
      else expect(distance).toBeCloseTo(0, 6);
    }
  });

  it('paper: 1 - cosine', () => {
    const dot = a.reduce((sum, value, k) => sum + value * b[k], 0);
    const cosine = dot / (Math.hypot(...a) * Math.hypot(...b));
    const poses = preparePoses([a, b], PAPER_POSE_METRIC);
    expect(poseDistance(poses, 0, poses, 1)).toBeCloseTo(1 - cosine, 12);
  });

  it('geodesic: one joint turned by 0.5 rad and the object moved by 30 mm', () => {
    const rest = new Float64Array(67);
    for (let k = 0; k < 64; k += 4) rest[k] = 1;
    const moved = rest.slice();
    moved[8] = Math.cos(0.25);
    moved[9] = Math.sin(0.25);
    moved[66] = 0.03;
    const poses = preparePoses([rest, moved], {
      kind: 'geodesic',
      translationScale: 0.1,
      jointWeight: 4,
      objectRotationWeight: 1,
    });
    expect(poseDistance(poses, 0, poses, 1)).toBeCloseTo(Math.sqrt(4 * 0.5 ** 2 + 0.3 ** 2), 6);
  });

  it('give the same from a table as from vectors, and from a subset as from the whole', () => {
    const vectors = randomPoses(8, 6);
    const table = Float64Array.from(vectors.flatMap((vector) => [...vector]));
    for (const metric of metrics) {
      const poses = preparePoses(vectors, metric);
      expect(preparePoseTable(table.slice(), 67, metric)).toEqual(poses);
      const some = poseSubset(poses, [4, 1]);
      expect(poseDistance(some, 0, some, 1)).toBe(poseDistance(poses, 4, poses, 1));
    }
  });

  it('names a vector that is no pose', () => {
    expect(() => preparePoses([a, a.slice(1)])).toThrow(/pose vector 1: expected 67 numbers, found 66/);
    expect(() => preparePoses([a.map(() => Number.NaN)])).toThrow(/number 0 is NaN/);
    expect(() => preparePoses([new Float64Array(67)], PAPER_POSE_METRIC)).toThrow(/no direction/);
  });
});
