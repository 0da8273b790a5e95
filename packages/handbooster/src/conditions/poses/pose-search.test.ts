import { Random } from '@handbooster/torch';
import { describe, expect, it } from 'vitest';
import { Interrupted } from '../../base/errors/interrupted.js';
import { nearestPoses, nearestWithin } from './nearest-poses.js';
import type { ObjectSymmetry } from './object-symmetry.js';
import { POSE_METRIC_DEFAULTS, type PoseMetricOptions, type PoseSet, preparePoses } from './pose-metric.js';
import { PoseSearch } from './pose-search.js';

/**
 * Poses of a kind: joints about one pose, some of them far off; twins of earlier ones; the object anywhere.
 *
 * @param spread of the joints: at 3 they are all over the sphere
 */
function poses(count: number, spread: number, metric: PoseMetricOptions, name: string): PoseSet {
  const random = new Random('pose-search', name);
  const vectors: Float64Array[] = [];
  for (let i = 0; i < count; i++) {
    const vector = new Float64Array(67);
    for (let q = 0; q < 16; q++) {
      const wide = q === 15 || random.uniform() < 0.004 ? 3 : spread;
      const raw = [1, 0, 0, 0].map((value) => value + wide * random.normal());
      const norm = Math.hypot(...raw) * (raw[0] < 0 ? -1 : 1);
      vector.set(
        raw.map((value) => value / norm),
        4 * q,
      );
    }
    for (let k = 64; k < 67; k++) vector[k] = 0.1 * random.normal();
    // Equal to an earlier one, or a hair beside it: float32 cannot tell which is nearer.
    if (i % 7 === 3) vector.set(vectors[random.integer(i)]);
    if (i % 7 === 5) for (let k = 64; k < 67; k++) vector[k] = vectors[i - 1][k] + 1e-9 * random.normal();
    if (i % 7 === 5) vector.set(vectors[i - 1].subarray(0, 64));
    vectors.push(vector);
  }
  return preparePoses(vectors, metric);
}

const identity = Float64Array.of(1, 0, 0, 0);
const half = Float64Array.of(0, 0, 0, 1);
const center = new Float64Array(3);
const symmetries: Record<string, ObjectSymmetry | null> = {
  none: null,
  'half turn': { center, rotations: [identity, half], axis: null },
  cylinder: { center, rotations: [identity, half], axis: Float64Array.of(1, 0, 0) },
};
const cases = (['absdot', 'geodesic', 'paper'] as const).flatMap((kind) =>
  Object.entries(symmetries).flatMap(([name, symmetry]) =>
    kind === 'paper' && symmetry !== null
      ? []
      : [0.15, 3].map((spread) => ({
          kind,
          name,
          spread,
          metric: { ...POSE_METRIC_DEFAULTS, kind, symmetry },
        })),
  ),
);

describe('the search of nearest poses', () => {
  const here = new PoseSearch(0);

  it.each(cases)('is brute force to the last bit: $kind, $name, $spread', async ({ spread, metric }) => {
    // More than a few pairs, and no multiple of a group.
    const [a, b] = [poses(333, spread, metric, 'a'), poses(901, spread, metric, 'b')];
    const expected = nearestPoses(a, b);
    expect(await here.nearest(a, b)).toEqual(expected);
    expect(await here.within(b)).toEqual(nearestWithin(b));
  });

  it('is the same on threads, in pieces', async () => {
    const [a, b] = [
      poses(40, 0.15, POSE_METRIC_DEFAULTS, 'c'),
      poses(17_000, 0.15, POSE_METRIC_DEFAULTS, 'd'),
    ];
    let pairs = 0;
    const watched = new PoseSearch(2, { onPairs: (count) => (pairs += count) });
    expect(await watched.nearest(a, b)).toEqual(nearestPoses(a, b));
    expect(pairs).toBe(40 * 17_000);
    expect(await watched.nearest(b, a)).toEqual(nearestPoses(b, a));
    await watched.close();
  });

  it('stops on request', async () => {
    const controller = new AbortController();
    const search = new PoseSearch(0, { signal: controller.signal, onPairs: () => controller.abort() });
    const many = poses(5000, 0.15, POSE_METRIC_DEFAULTS, 'e');
    await expect(search.within(many)).rejects.toThrow(Interrupted);
  });
});
