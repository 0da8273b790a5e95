import { Random } from '@handbooster/torch';
import { expect, it } from 'vitest';
import { PAPER_POSE_METRIC, type PoseMetricOptions } from '../poses/pose-metric.js';
import { POSE_VECTOR_SIZE } from '../poses/pose-vector.js';
import { metricEffect } from './metric-effect.js';

/** Poses that differ in one part only: a turn of the first joint, of the object, or its place, all by `x`. */
function poses(part: 'joints' | 'rotation' | 'translation', values: readonly number[]): Float64Array[] {
  return values.map((x) => {
    const vector = new Float64Array(POSE_VECTOR_SIZE);
    for (let at = 0; at < POSE_VECTOR_SIZE - 3; at += 4) vector[at] = 1;
    if (part === 'translation') vector[POSE_VECTOR_SIZE - 3] = x;
    else {
      const at = part === 'joints' ? 0 : POSE_VECTOR_SIZE - 7;
      vector[at] = Math.cos(x / 2);
      vector[at + 1] = Math.sin(x / 2);
    }
    return vector;
  });
}

const values = Array.from({ length: 101 }, (_, i) => i / 100);
const options = { picks: 5, rounds: 400 };
const geodesic: PoseMetricOptions = { ...PAPER_POSE_METRIC, kind: 'geodesic' };

it.each(['joints', 'rotation', 'translation'] as const)('puts all of the distance into: %s', (part) => {
  for (const kind of ['paper', 'absdot', 'geodesic'] as const) {
    const { shares } = metricEffect(poses(part, values), { ...geodesic, kind }, new Random(1), options);
    const rest = 1 - shares[part];
    // Cosines of vectors: a longer translation shrinks the other parts of a unit vector a little.
    expect(rest).toBeLessThan(part === 'translation' && kind !== 'geodesic' ? 0.1 : 1e-9);
    expect(shares.joints + shares.rotation + shares.translation).toBeCloseTo(1, 12);
  }
});

it('measures spacing beside that of random picks', () => {
  const { spacing } = metricEffect(poses('rotation', values), geodesic, new Random(2), options);
  // On a line farthest picks end as 0, 1/4, 1/2, 3/4, 1 or so: at most 1/4 apart. The mean gap of random ones
  // is simulated anew.
  const random = new Random(3);
  let sum = 0;
  for (let round = 0; round < 4000; round++) {
    const set = random.shuffle([...values]).slice(0, 5);
    sum += set.reduce((all, x, i) => {
      const gaps = set.filter((_, j) => j !== i).map((other) => Math.abs(other - x));
      return all + Math.min(...gaps) / 5;
    }, 0);
  }
  const most = 0.25 / (sum / 4000);
  expect(spacing.rotation).toBeCloseTo(spacing.itself, 9);
  expect(spacing.rotation).toBeLessThan(1.03 * most);
  expect(spacing.rotation).toBeGreaterThan(0.6 * most);
});

it('says how unlike its parts are, by hand', () => {
  // Two poses: first joint turned by 0.6, object by 0.8, moved by 0.05 m; the squared geodesic distance is a
  // plain sum.
  const [a] = poses('joints', [0]);
  const b = Float64Array.from(a);
  b.set([Math.cos(0.3), Math.sin(0.3)], 0);
  b.set([Math.cos(0.4), Math.sin(0.4)], POSE_VECTOR_SIZE - 7);
  b[POSE_VECTOR_SIZE - 1] = 0.05;
  const metric: PoseMetricOptions = { ...geodesic, translationScale: 0.1, objectRotationWeight: 0.25 };
  const { shares } = metricEffect([a, b], metric, new Random(1), { picks: 2, rounds: 1 });
  const parts = [0.6 ** 2, 0.25 * 0.8 ** 2, 0.5 ** 2];
  const total = parts.reduce((x, y) => x + y);
  expect([shares.joints, shares.rotation, shares.translation]).toBeAllclose(
    parts.map((part) => part / total),
    { absolute: 1e-9 },
  );
});
