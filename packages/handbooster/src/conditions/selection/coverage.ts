import { mean } from '../../base/numbers/mean.js';
import type { PoseSet } from '../poses/pose-metric.js';
import { PoseSearch } from '../poses/pose-search.js';
import { poseSimilarity } from '../poses/similarity.js';
import { type Histogram, weightedHistogram } from './weighted-histogram.js';

export interface CoverageOptions {
  /** Intervals of the histogram. */
  bins: number;
  /**
   * Distances at which novelty and coverage are counted; null for half, one, two and four times the real
   * spacing.
   */
  thresholds: readonly number[] | null;
}

export const COVERAGE_DEFAULTS: CoverageOptions = { bins: 20, thresholds: null };

/** How novel and how diverse a set of poses is beside a real one. Distances are the metric's. */
export interface Coverage {
  poses: number;
  realPoses: number;
  /** Distance from a pose of the set to the most alike real one; null where one of the two is empty. */
  novelty: { mean: number; median: number; least: number; most: number } | null;
  /** Similarities of the poses of the set to their most alike real ones. */
  histogram: Histogram;
  thresholds: {
    distance: number;
    /** Share of the set that is farther than this from every real pose. */
    novel: number;
    /** Share of the real poses that have a pose of the set within this. */
    covered: number;
  }[];
  /**
   * Mean distance from a pose to the nearest other one, in the set and among the real ones; null below two
   * poses.
   */
  spread: { set: number | null; real: number | null };
  /**
   * Distance of the real pose that is farthest from the set to its nearest pose there; null where one is
   * empty.
   */
  coverageRadius: number | null;
}

/**
 * Compares a set of poses with a real one, both prepared for one metric.
 *
 * @param search threads for large sets; by default it searches here
 */
export async function coverageOf(
  set: PoseSet,
  real: PoseSet,
  options: Partial<CoverageOptions> = {},
  search = new PoseSearch(0),
): Promise<Coverage> {
  const { bins, thresholds } = { ...COVERAGE_DEFAULTS, ...options };
  const both = set.count > 0 && real.count > 0;
  const toReal = both ? (await search.nearest(set, real)).distances.sort() : new Float64Array(0);
  const toSet = both ? (await search.nearest(real, set)).distances.sort() : new Float64Array(0);
  const realSpacing = await search.within(real);
  const ownSpacing = set.count > 1 ? await search.within(set) : null;
  const unit = realSpacing.length > 1 ? middle(realSpacing.slice().sort()) : null;
  const similarities = toReal.map((distance) => poseSimilarity(set.kind, distance));
  return {
    poses: set.count,
    realPoses: real.count,
    novelty: both
      ? { mean: mean(toReal), median: middle(toReal), least: toReal[0], most: toReal[toReal.length - 1] }
      : null,
    histogram: weightedHistogram(similarities, {
      low: both ? similarities[similarities.length - 1] : 0,
      high: both ? similarities[0] : 1,
      bins,
    }),
    thresholds: (thresholds ?? (unit === null ? [] : [0.5, 1, 2, 4].map((factor) => factor * unit))).map(
      (distance) => ({
        distance,
        novel: share(toReal, (value) => value > distance),
        covered: share(toSet, (value) => value <= distance),
      }),
    ),
    spread: {
      set: ownSpacing === null ? null : mean(ownSpacing),
      real: real.count > 1 ? mean(realSpacing) : null,
    },
    coverageRadius: both ? toSet[toSet.length - 1] : null,
  };
}

function share(values: Float64Array, holds: (value: number) => boolean): number {
  return values.length === 0 ? 0 : values.filter(holds).length / values.length;
}

/** @param sorted ascending, at least one */
function middle(sorted: Float64Array): number {
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}
