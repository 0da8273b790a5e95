import { Random } from '@handbooster/torch/random';
import { describe, expect, it } from 'vitest';
import { loadBuiltinHand } from '../../hand/model/builtin-hand.js';
import { handAnatomy } from './hand-anatomy.js';
import { habitualPrior, poseHabits } from './pose-habits.js';
import { anatomicalPrior, priorEnergy } from './pose-prior.js';

const model = loadBuiltinHand();
const prior = anatomicalPrior(model);
const { axes } = handAnatomy(model);

/** Axis-angle (48) of anatomical angles: rows of `axes` are unit and at right angles. */
function poseOf(angles: ArrayLike<number>): Float32Array {
  const pose = new Float32Array(48);
  for (let i = 0; i < 45; i++) {
    for (let k = 0; k < 3; k++) pose[3 + 3 * Math.floor(i / 3) + k] += axes[3 * i + k] * angles[i];
  }
  return pose;
}

describe('poseHabits', () => {
  it('without examples is the anatomical prior', () => {
    const habits = poseHabits(model, []);
    expect(habits.mean).toBeAllclose(prior.mean, { absolute: 1e-12 });
    expect(habits.deviation).toBeAllclose(prior.deviation, { absolute: 1e-12 });
  });

  it('with many examples is what they show, and locked axes stay', () => {
    const random = new Random(4, 'habits');
    const poses = Array.from({ length: 6000 }, () =>
      poseOf(prior.mean.map((mean, i) => mean + 0.2 + random.normal(0, 0.8 * prior.deviation[i]))),
    );
    const { mean, deviation } = poseHabits(model, poses);
    for (let i = 0; i < 45; i++) {
      if (prior.locked[i]) {
        expect([mean[i], deviation[i]]).toEqual([prior.mean[i], prior.deviation[i]]);
        continue;
      }
      expect(mean[i]).toBeCloseTo(prior.mean[i] + 0.2, 1);
      expect(Math.abs(deviation[i] / prior.deviation[i] - 0.8)).toBeLessThan(0.1);
    }
  });

  it('does not bind the hand to one pose seen over and over', () => {
    const pose = poseOf(prior.mean.map((mean) => mean + 0.1));
    const { deviation } = poseHabits(
      model,
      Array.from({ length: 5000 }, () => pose),
    );
    for (let i = 0; i < 45; i++)
      expect(deviation[i]).toBeGreaterThanOrEqual(0.5 * prior.deviation[i] - 1e-12);
  });

  it('prefers the poses it learnt from', () => {
    const bent = prior.mean.map((mean, i) => mean + (prior.locked[i] ? 0 : 0.3));
    const learnt = habitualPrior(
      model,
      poseHabits(
        model,
        Array.from({ length: 500 }, () => poseOf(bent)),
      ),
    );
    const energy = (which: typeof prior) => priorEnergy(which, bent, 0, 1, new Float64Array(45), 0);
    expect(energy(learnt)).toBeLessThan(0.3 * energy(prior));
  });
});
