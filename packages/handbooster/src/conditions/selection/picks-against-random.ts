import type { Random } from '@handbooster/torch';
import { mean } from '../../base/numbers/mean.js';
import { type PoseSet, poseSubset } from '../poses/pose-metric.js';
import { PoseSearch } from '../poses/pose-search.js';

/** How well some poses stand for the set they were picked from. */
export interface PickSpread {
  /** Mean distance from a pick to the nearest other pick; 0 below two picks. */
  meanNearest: number;
  /** Largest distance from a pose of the set to its nearest pick. */
  coverageRadius: number;
}

export interface PicksAgainstRandom {
  picked: PickSpread;
  /** Mean over random picks of as many. */
  random: PickSpread;
  /**
   * Picked over random: above 1 is better for `meanNearest`, below 1 for `coverageRadius`; null without a
   * spread.
   */
  ratio: { meanNearest: number | null; coverageRadius: number | null };
}

/** Compares picks with `draws` random picks of as many poses of the set, drawn without repetition. */
export async function picksAgainstRandom(
  poses: PoseSet,
  picks: readonly number[],
  random: Random,
  draws = 5,
  search = new PoseSearch(0),
): Promise<PicksAgainstRandom> {
  const picked = await pickSpread(poses, picks, search);
  const mean: PickSpread = { meanNearest: 0, coverageRadius: 0 };
  for (let draw = 0; draw < draws; draw++) {
    const spread = await pickSpread(poses, randomPicks(poses.count, picks.length, random), search);
    mean.meanNearest += spread.meanNearest / draws;
    mean.coverageRadius += spread.coverageRadius / draws;
  }
  const ratio = (name: keyof PickSpread) => (mean[name] > 0 ? picked[name] / mean[name] : null);
  return {
    picked,
    random: mean,
    ratio: { meanNearest: ratio('meanNearest'), coverageRadius: ratio('coverageRadius') },
  };
}

/** Spread and coverage of some poses of a set. */
export async function pickSpread(
  poses: PoseSet,
  picks: readonly number[],
  search = new PoseSearch(0),
): Promise<PickSpread> {
  const chosen = poseSubset(poses, picks);
  const spacing = await search.within(chosen);
  const { distances } = await search.nearest(poses, chosen);
  return {
    meanNearest: spacing.length < 2 ? 0 : mean(spacing),
    coverageRadius: distances.reduce((a, b) => Math.max(a, b), 0),
  };
}

/** `count` of the numbers 0 ... size - 1, in random order, each once. */
export function randomPicks(size: number, count: number, random: Random): number[] {
  return random.shuffle(Array.from({ length: size }, (_, i) => i)).slice(0, count);
}
