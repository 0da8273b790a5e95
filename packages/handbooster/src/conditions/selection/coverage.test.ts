import { Random } from '@handbooster/torch';
import { describe, expect, it } from 'vitest';
import { nearestPoses, nearestWithin } from '../poses/nearest-poses.js';
import { PAPER_POSE_METRIC, poseSubset, preparePoses } from '../poses/pose-metric.js';
import { poseSimilarity, similarityMatrix } from '../poses/similarity.js';
import { coverageOf } from './coverage.js';
import { crossDistributionWeights } from './cross-distribution.js';
import { crossDistributionEffect } from './cross-distribution-effect.js';
import { farthestPoses } from './farthest-poses.js';
import { pickSpread, picksAgainstRandom, randomPicks } from './picks-against-random.js';
import { weightedHistogram } from './weighted-histogram.js';

/**
 * Poses on a line: one rotation at rest and a translation along x, so that `geodesic` is the distance on it.
 */
const line = (...places: number[]) =>
  preparePoses(
    places.map((x) => [1, 0, 0, 0, x, 0, 0]),
    { ...PAPER_POSE_METRIC, kind: 'geodesic' },
  );

describe('nearest poses', () => {
  it('are the closest on a line, the first of equals', () => {
    const { distances, indices } = nearestPoses(line(0, 2, 5), line(1, 3, 9));
    expect([...indices]).toEqual([0, 0, 1]);
    expect(distances).toBeAllclose([1, 1, 2], { absolute: 1e-12 });
    expect(nearestWithin(line(0, 2, 5, 5.5))).toBeAllclose([2, 2, 0.5, 0.5], { absolute: 1e-12 });
    expect([...nearestPoses(line(1), line()).distances]).toEqual([Number.POSITIVE_INFINITY]);
  });
});

describe('weighted histogram', () => {
  it('counts shares, mean and entropy', () => {
    const range = { low: 0, high: 4, bins: 4 };
    const even = weightedHistogram([0.5, 1.5, 2.5, 4], range);
    expect(even.shares).toEqual([0.25, 0.25, 0.25, 0.25]);
    expect(even.entropy).toBeCloseTo(2, 12);
    expect(even.mean).toBeCloseTo(8.5 / 4, 12);
    const weighted = weightedHistogram([0.5, 1.5], range, [3, 1]);
    expect(weighted.shares).toEqual([0.75, 0.25, 0, 0]);
    expect(weighted.entropy).toBeCloseTo(0.75 * Math.log2(4 / 3) + 0.5, 12);
    expect(weightedHistogram([], range)).toMatchObject({ shares: [0, 0, 0, 0], mean: null, entropy: 0 });
    expect(() => weightedHistogram([1], { ...range, bins: 0 })).toThrow(/bins/);
  });
});

describe('coverage', () => {
  it('of a set on a line', async () => {
    const coverage = await coverageOf(line(0, 2, 6), line(1, 3, 10), { thresholds: [1, 3.5], bins: 2 });
    expect(coverage.novelty).toEqual({ mean: 5 / 3, median: 1, least: 1, most: 3 });
    expect(coverage.thresholds).toEqual([
      { distance: 1, novel: 1 / 3, covered: 2 / 3 },
      { distance: 3.5, novel: 0, covered: 2 / 3 },
    ]);
    expect(coverage.spread.set).toBeCloseTo((2 + 2 + 4) / 3, 12);
    expect(coverage.spread.real).toBeCloseTo((2 + 2 + 7) / 3, 12);
    expect(coverage.coverageRadius).toBeCloseTo(4, 12);
    expect(coverage.histogram.shares).toEqual([1 / 3, 2 / 3]);
  });

  it('takes its thresholds from the spacing of the real poses', async () => {
    const { thresholds } = await coverageOf(line(0), line(0, 2, 4));
    expect(thresholds.map(({ distance }) => distance)).toEqual([1, 2, 4, 8]);
    expect(thresholds.map(({ covered }) => covered)).toEqual([1 / 3, 2 / 3, 1, 1]);
  });

  it('is defined where a set is empty', async () => {
    for (const [set, real] of [
      [line(), line(1, 2)],
      [line(1, 2), line()],
      [line(), line()],
    ]) {
      expect(await coverageOf(set, real)).toMatchObject({ novelty: null, coverageRadius: null });
      expect(crossDistributionEffect(set, real, new Float64Array(set.count).fill(0.5))).toBeNull();
    }
  });
});

describe('picks against random picks', () => {
  const random = new Random(3, 'picks');
  const poses = line(...Array.from({ length: 300 }, () => random.normal()));

  it('measure spacing and radius', async () => {
    const spread = await pickSpread(line(0, 1, 2, 7), [0, 2, 3]);
    expect(spread.meanNearest).toBeCloseTo((2 + 2 + 5) / 3, 12);
    expect(spread.coverageRadius).toBeCloseTo(1, 12);
    const alone = await pickSpread(line(0, 4), [0]);
    expect(alone).toEqual({ meanNearest: 0, coverageRadius: 4 });
  });

  it('show farthest picks farther apart and covering more', async () => {
    const { picks, coverageRadius } = farthestPoses(poses, 12, 0);
    const { picked, ratio } = await picksAgainstRandom(poses, picks, new Random(1, 'random'));
    expect(picked.coverageRadius).toBeCloseTo(coverageRadius, 12);
    expect(ratio.meanNearest).toBeGreaterThan(1.4);
    expect(ratio.coverageRadius).toBeLessThan(0.8);
  });

  it('show random picks as no better than random ones', async () => {
    const { ratio } = await picksAgainstRandom(poses, randomPicks(300, 40, new Random(8)), new Random(1), 40);
    expect(ratio.meanNearest).toBeGreaterThan(0.6);
    expect(ratio.meanNearest).toBeLessThan(1.6);
  });

  it('draw each pose at most once', () => {
    const picks = randomPicks(20, 20, new Random(2));
    expect([...picks].sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i));
  });
});

describe('the effect of cross-distribution sampling', () => {
  it('is none with even probabilities', () => {
    const effect = crossDistributionEffect(line(0, 1, 2, 3), line(0, 5), [0.25, 0.25, 0.25, 0.25]);
    expect(effect?.effectiveSample).toBeCloseTo(4, 12);
    expect(effect?.pairs.after.shares).toBeAllclose(effect?.pairs.before.shares ?? [], { absolute: 1e-12 });
    expect(effect?.pairs.shareUnder.after).toBeCloseTo(effect?.pairs.shareUnder.before ?? 0, 12);
  });

  it('moves similarities down, as the weighted mean says', () => {
    const [synthetic, real] = [line(0, 1, 2, 3), line(0, 0.5)];
    const { probabilities } = crossDistributionWeights(synthetic, real, { novelty: 'sum', power: 1 });
    const effect = crossDistributionEffect(synthetic, real, probabilities);
    const similarities = similarityMatrix(synthetic, real);
    const expected = similarities.reduce((sum, value, at) => sum + value * probabilities[at >> 1] * 0.5, 0);
    expect(effect?.pairs.after.mean).toBeCloseTo(expected, 12);
    expect(effect?.pairs.after.mean).toBeLessThan(effect?.pairs.before.mean ?? 0);
    expect(effect?.nearest.shareUnder.after).toBeGreaterThan(effect?.nearest.shareUnder.before ?? 1);
    expect(effect?.effectiveSample).toBeLessThan(4);
  });
});

describe('similarity', () => {
  it('is 1 for equal poses by every metric, and the cosine by the paper’s', () => {
    for (const kind of ['paper', 'absdot', 'geodesic'] as const) {
      const poses = preparePoses([[1, 0, 0, 0, 0.1, 0, 0]], { ...PAPER_POSE_METRIC, kind });
      expect(similarityMatrix(poses, poses)[0]).toBeCloseTo(1, 12);
    }
    const turn = (angle: number) => [Math.cos(angle / 2), Math.sin(angle / 2), 0, 0, 0, 0, 0];
    const poses = preparePoses([turn(0.2), turn(1)], PAPER_POSE_METRIC);
    expect(similarityMatrix(poses, poseSubset(poses, [1]))[0]).toBeCloseTo(Math.cos(0.4), 12);
    expect(poseSimilarity('geodesic', 2)).toBeCloseTo(Math.exp(-2), 12);
  });
});
