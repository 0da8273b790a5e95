import { nearestPoses } from '../poses/nearest-poses.js';
import type { PoseSet } from '../poses/pose-metric.js';
import { poseSimilarity, similarityMatrix } from '../poses/similarity.js';
import { type Histogram, weightedHistogram } from './weighted-histogram.js';

/**
 * A distribution of similarities before cross-distribution sampling (all poses alike) and after it (Eq. 6).
 */
export interface SimilarityShift {
  before: Histogram;
  after: Histogram;
  /** Median similarity before. */
  threshold: number;
  /** Share of the distribution under it, about a half before. */
  shareUnder: { before: number; after: number };
}

/** What cross-distribution sampling does to a set, as expected from its probabilities: nothing is drawn. */
export interface CrossDistributionEffect {
  /** Similarities of all pairs of a synthetic and a real pose: Fig. 4 right. */
  pairs: SimilarityShift;
  /** Similarities of synthetic poses to their most alike real ones. */
  nearest: SimilarityShift;
  /** Draws with these probabilities are worth so many even ones: 1 / sum of squared probabilities. */
  effectiveSample: number;
}

/**
 * @param probabilities of the synthetic poses, summing to 1
 * @returns null where one of the sets is empty
 */
export function crossDistributionEffect(
  synthetic: PoseSet,
  real: PoseSet,
  probabilities: ArrayLike<number>,
  bins = 20,
): CrossDistributionEffect | null {
  if (synthetic.count === 0 || real.count === 0) return null;
  const pairs = similarityMatrix(synthetic, real);
  const pairWeights = pairs.map((_, at) => probabilities[Math.floor(at / real.count)] / real.count);
  const nearest = nearestPoses(synthetic, real).distances.map((distance) =>
    poseSimilarity(synthetic.kind, distance),
  );
  let squares = 0;
  for (let i = 0; i < synthetic.count; i++) squares += probabilities[i] ** 2;
  return {
    pairs: shift(pairs, pairWeights, bins),
    nearest: shift(nearest, probabilities, bins),
    effectiveSample: 1 / squares,
  };
}

function shift(values: Float64Array, weights: ArrayLike<number>, bins: number): SimilarityShift {
  const sorted = values.slice().sort();
  const range = { low: sorted[0], high: sorted[sorted.length - 1], bins };
  const threshold = sorted[sorted.length >> 1];
  let before = 0;
  let after = 0;
  for (let i = 0; i < values.length; i++) {
    if (values[i] >= threshold) continue;
    before++;
    after += weights[i];
  }
  return {
    before: weightedHistogram(values, range),
    after: weightedHistogram(values, range, weights),
    threshold,
    shareUnder: { before: before / values.length, after },
  };
}
