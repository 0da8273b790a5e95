import { describe, expect, it } from 'vitest';
import { PAPER_POSE_METRIC, preparePoses } from '../poses/pose-metric.js';
import { crossDistributionWeights, PAPER_CROSS_DISTRIBUTION } from './cross-distribution.js';

/** A one-quaternion pose: a turn about x. */
const turned = (angle: number) => [Math.cos(angle / 2), Math.sin(angle / 2), 0, 0, 0, 0, 0];
const set = (...angles: number[]) => preparePoses(angles.map(turned), PAPER_POSE_METRIC);

describe('cross-distribution weights (Eq. 6)', () => {
  it('are the min-max normalised sums of 1 - cosine', () => {
    const { weights, probabilities } = crossDistributionWeights(
      set(0, 1, 2),
      set(0, 0.5),
      PAPER_CROSS_DISTRIBUTION,
    );
    const novelty = [0, 1, 2].map((a) => [0, 0.5].reduce((sum, r) => sum + 1 - Math.cos((a - r) / 2), 0));
    const middle = (novelty[1] - novelty[0]) / (novelty[2] - novelty[0]);
    expect(weights).toBeAllclose([0, middle, 1], { absolute: 1e-12 });
    expect(probabilities).toBeAllclose([0, middle / (1 + middle), 1 / (1 + middle)], { absolute: 1e-12 });
  });

  it('`nearest` gives nothing to a copy of a real pose, where `sum` may', () => {
    const synthetic = set(0, 1.5, 3);
    const real = set(0, 3, 3);
    expect(crossDistributionWeights(synthetic, real, { novelty: 'nearest', power: 1 }).weights[0]).toBe(0);
    expect(
      crossDistributionWeights(synthetic, real, { novelty: 'sum', power: 1 }).weights[0],
    ).toBeGreaterThan(0.5);
  });

  it.each([
    ['every pose equally unlike', set(1, 1, 1), set(0)],
    ['one synthetic pose', set(1), set(0)],
    ['no real pose', set(0, 1, 2), preparePoses([])],
  ])('are all 1 with %s', (_, synthetic, real) => {
    const { weights, probabilities } = crossDistributionWeights(synthetic, real);
    expect([...weights]).toEqual(Array(synthetic.count).fill(1));
    expect(probabilities).toBeAllclose(Array(synthetic.count).fill(1 / synthetic.count));
  });

  it('are empty for no synthetic pose', () => {
    expect(crossDistributionWeights(preparePoses([]), set(1)).weights).toHaveLength(0);
  });
});
