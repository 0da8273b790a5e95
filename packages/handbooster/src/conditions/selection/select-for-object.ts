import type { Random } from '@handbooster/torch';
import { InputError } from '../../base/errors/input-error.js';
import type { Sample } from '../../datasets/sample/sample.js';
import type { GraspRecord } from '../../grasps/set/grasp-record.js';
import type { HandModel } from '../../hand/model/hand-model.js';
import type { ObjectModel } from '../../objects/object-model.js';
import { objectSymmetry } from '../poses/object-symmetry.js';
import { type PoseMetricOptions, poseSubset, preparePoses } from '../poses/pose-metric.js';
import type { PoseSearch } from '../poses/pose-search.js';
import { graspPoseVector, samplePoseVector } from '../poses/sample-pose-vector.js';
import { similarityMatrix } from '../poses/similarity.js';
import { type Coverage, coverageOf } from './coverage.js';
import { crossDistributionWeights } from './cross-distribution.js';
import { type CrossDistributionEffect, crossDistributionEffect } from './cross-distribution-effect.js';
import { farthestPoses } from './farthest-poses.js';
import { type PicksAgainstRandom, picksAgainstRandom, randomPicks } from './picks-against-random.js';
import type { SelectedObject } from './selection.js';
import type { SelectionOptions } from './selection-options.js';

/** How novel and diverse the selection for one object is (an entry of `coverage.json`). */
export interface ObjectCoverage {
  id: number;
  name: string;
  /** All grasps, and the picked ones, beside all real poses. */
  all: Coverage;
  picked: Coverage;
  /** Farthest picks beside random ones, among grasps and among real poses. */
  grasps: PicksAgainstRandom;
  real: PicksAgainstRandom;
  /** Of the picked grasps beside the picked real poses, as Eq. 6; null without real poses. */
  crossDistribution: CrossDistributionEffect | null;
  /** Similarities (M, M) of the real poses that were picked, and of as many random ones: Fig. 4 left. */
  maps: { picked: number[][]; random: number[][] };
}

/**
 * The distance of pose vectors that is asked for.
 *
 * @throws InputError when symmetries are asked for of an object without a model
 */
export function poseMetric(
  options: SelectionOptions,
  { name }: { name: string },
  model?: ObjectModel,
): PoseMetricOptions {
  const { metric, translationScale, jointWeight, objectRotationWeight, symmetries } = options;
  const plain = { kind: metric, translationScale, jointWeight, objectRotationWeight };
  if (symmetries === 'none') return plain;
  if (model === undefined) {
    throw new InputError(
      `select.symmetries: expected a model of ${name} to find its axes in, found none; add models/${name}, or set select.symmetries=none`,
    );
  }
  return { ...plain, symmetry: objectSymmetry(model, symmetries === 'detect' ? 'detect' : undefined) };
}

/**
 * Farthest-pose sampling (Alg. 1) of the real poses and of the grasps of one object, and the weights of Eq.
 * 6.
 *
 * @param real one sample a moment
 * @param grasps at least one
 */
export async function selectForObject(
  real: readonly Sample[],
  grasps: readonly GraspRecord[],
  hand: HandModel,
  options: SelectionOptions,
  metric: PoseMetricOptions,
  random: Random,
  search: PoseSearch,
): Promise<{ selected: SelectedObject; coverage: ObjectCoverage }> {
  const realPoses = preparePoses(real.map(samplePoseVector), metric);
  const graspPoses = preparePoses(
    grasps.map((grasp) => graspPoseVector(grasp, hand)),
    metric,
  );
  const start = (count: number) => (count === 0 ? 0 : random.integer(count));
  const { picks: pickedReal } = farthestPoses(realPoses, options.real, start(real.length));
  const picks =
    options.intra === 'farthest'
      ? farthestPoses(graspPoses, options.synthetic, start(grasps.length)).picks
      : randomPicks(grasps.length, options.synthetic, random.fork('any'));
  const chosenReal = poseSubset(realPoses, pickedReal);
  const chosen = poseSubset(graspPoses, picks);
  const { novelty, power } = options;
  const probabilities =
    options.cross === 'novelty'
      ? crossDistributionWeights(chosen, chosenReal, { novelty, power }).probabilities
      : new Float64Array(picks.length).fill(1 / picks.length);
  const nearest = (await search.nearest(chosen, realPoses)).distances;
  const randomReal = poseSubset(
    realPoses,
    randomPicks(realPoses.count, pickedReal.length, random.fork('map')),
  );
  const rows = (matrix: Float64Array, size: number) =>
    Array.from({ length: size }, (_, i) => [...matrix.subarray(i * size, (i + 1) * size)]);
  return {
    selected: {
      ...grasps[0].object,
      realPoses: real.length,
      syntheticPoses: grasps.length,
      real: pickedReal.map((i) => real[i].id),
      grasps: picks.map((i, k) => ({
        id: grasps[i].id,
        probability: probabilities[k],
        nearestReal: nearest[k],
      })),
    },
    coverage: {
      ...grasps[0].object,
      all: await coverageOf(graspPoses, realPoses, {}, search),
      picked: await coverageOf(chosen, realPoses, {}, search),
      grasps: await picksAgainstRandom(graspPoses, picks, random.fork('random grasps'), 5, search),
      real: await picksAgainstRandom(realPoses, pickedReal, random.fork('random real'), 5, search),
      crossDistribution: crossDistributionEffect(chosen, chosenReal, probabilities),
      maps: {
        picked: rows(similarityMatrix(chosenReal, chosenReal), chosenReal.count),
        random: rows(similarityMatrix(randomReal, randomReal), randomReal.count),
      },
    },
  };
}
