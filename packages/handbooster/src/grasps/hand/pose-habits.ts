import type { HandModel } from '../../hand/model/hand-model.js';
import { handAnatomy } from './hand-anatomy.js';
import { anatomicalPrior, type PosePrior } from './pose-prior.js';

/** How hands that hold something bend, as learnt from examples: anatomical angles, radians. */
export interface PoseHabits {
  /** (45) mean and standard deviation. */
  mean: Float64Array;
  deviation: Float64Array;
}

/** Poses that the anatomical prior counts for, so that a few examples move it a little and many settle it. */
const BELIEF = 50;
/**
 * No deviation gets smaller than this share of the anatomical one: examples of few objects must not bind the
 * hand.
 */
const NARROWEST = 0.5;

/**
 * Habits from poses of hands that hold something ((48) axis-angle each: root, then 45), joined with the
 * anatomical prior as a normal distribution known from `BELIEF` poses. Axes that do not turn stay as they
 * are.
 */
export function poseHabits(model: HandModel, poses: readonly ArrayLike<number>[]): PoseHabits {
  const { axes } = handAnatomy(model);
  const prior = anatomicalPrior(model);
  const mean = prior.mean.slice();
  const deviation = prior.deviation.slice();
  const total = BELIEF + poses.length;
  for (let i = 0; i < 45; i++) {
    if (prior.locked[i]) continue;
    const joint = Math.floor(i / 3);
    const angles = poses.map((pose) => {
      let angle = 0;
      for (let k = 0; k < 3; k++) angle += axes[3 * i + k] * pose[3 + 3 * joint + k];
      return angle;
    });
    mean[i] = (BELIEF * prior.mean[i] + angles.reduce((sum, angle) => sum + angle, 0)) / total;
    const squared = angles.reduce((sum, angle) => sum + (angle - mean[i]) ** 2, 0);
    const own = prior.deviation[i] ** 2 + (prior.mean[i] - mean[i]) ** 2;
    deviation[i] = Math.max(Math.sqrt((BELIEF * own + squared) / total), NARROWEST * prior.deviation[i]);
  }
  return { mean, deviation };
}

/** The anatomical prior with learnt habits; limits, couplings and locked axes are anatomy's. */
export function habitualPrior(model: HandModel, habits: PoseHabits): PosePrior {
  return { ...anatomicalPrior(model), ...habits };
}
