import { Random } from '@handbooster/torch';
import { describe, expect, it } from 'vitest';
import { projectPoints } from '../../geometry/camera.js';
import {
  axisAngleToMatrix,
  matrixToAxisAngle,
  multiplyMatrices,
  quaternionToMatrix,
} from '../../geometry/rotations.js';
import { decodeHands } from '../../hand/decode-hands.js';
import { loadBuiltinHand } from '../../hand/model/builtin-hand.js';
import { guessCamera } from '../photo/guess-camera.js';
import { FIT_LANDMARKS_DEFAULTS, LandmarkFitter } from './fit-landmarks.js';
import { fitPrior } from './fit-prior.js';
import { FIT_NUMBERS, FitSkeleton, type FitState } from './fit-skeleton.js';

const model = loadBuiltinHand();
const skeleton = new FitSkeleton(model);
const prior = fitPrior(model);
const camera = guessCamera(640, 480);

function decode({ rotation, angles, betas, translation }: FitState) {
  const pose = new Float32Array(48);
  pose.set(matrixToAxisAngle(rotation));
  pose.set(skeleton.fingerPose(angles), 3);
  return decodeHands(model, pose, Float32Array.from(betas), Float32Array.from(translation));
}

/**
 * A hand in some pose that the limits allow, and what the priors say of it: the sum of its squared
 * deviations.
 */
function someHand(random: Random): { state: FitState; surprise: number } {
  const { mean, deviation, low, high, couplings } = prior;
  const state: FitState = {
    translation: Float64Array.of(
      random.uniform(-0.1, 0.1),
      random.uniform(-0.1, 0.1),
      random.uniform(0.35, 0.7),
    ),
    rotation: Float64Array.from(quaternionToMatrix(random.quaternion())),
    angles: mean.map((middle, i) =>
      Math.min(high[i], Math.max(low[i], middle + deviation[i] * random.normal())),
    ),
    betas: random.fillNormal(new Float64Array(10)).map((value) => 0.7 * value),
  };
  const { angles, betas } = state;
  let surprise = betas.reduce((sum, beta) => sum + beta * beta, 0);
  for (let i = 0; i < 45; i++) if (deviation[i] > 0) surprise += ((angles[i] - mean[i]) / deviation[i]) ** 2;
  for (const { first, second, factor, deviation: width } of couplings) {
    surprise += ((angles[second] - mean[second] - factor * (angles[first] - mean[first])) / width) ** 2;
  }
  return { state, surprise };
}

describe('FitSkeleton', () => {
  const random = new Random(1, 'fit-skeleton');
  const state: FitState = {
    translation: Float64Array.of(0.1, -0.05, 0.5),
    rotation: Float64Array.from(quaternionToMatrix(random.quaternion())),
    angles: random.fillNormal(new Float64Array(45)).map((value) => 0.3 * value),
    betas: random.fillNormal(new Float64Array(10)),
  };

  it('puts the joints where the whole hand model has them', () => {
    skeleton.evaluate(state);
    expect(skeleton.joints).toBeAllclose(decode(state).joints, { absolute: 1e-6 });
  });

  it('has the derivatives of finite differences', () => {
    const jacobian = skeleton.evaluate(state).slice();
    const step = 1e-5;
    const joints = (index: number, change: number) => {
      const at: FitState = {
        translation: state.translation.slice(),
        rotation: state.rotation,
        angles: state.angles.slice(),
        betas: state.betas.slice(),
      };
      if (index < 3) at.translation[index] += change;
      else if (index < 6) {
        const turn = [0, 0, 0];
        turn[index - 3] = change;
        at.rotation = Float64Array.from(multiplyMatrices(axisAngleToMatrix(turn), at.rotation));
      } else if (index < 51) at.angles[index - 6] += change;
      else at.betas[index - 51] += change;
      skeleton.evaluate(at);
      return skeleton.joints.slice();
    };
    for (let index = 0; index < FIT_NUMBERS; index++) {
      const [ahead, behind] = [joints(index, step), joints(index, -step)];
      const expected = ahead.map((value, i) => (value - behind[i]) / (2 * step));
      const found = expected.map((_, i) => jacobian[i * FIT_NUMBERS + index]);
      // Central differences: the third derivative (at most a metre) times step^2, and roundings over the
      // step.
      expect(found).toBeAllclose(expected, { absolute: 1e-10 + 4 * (2 ** -52 / step) });
    }
  });
});

describe('LandmarkFitter', () => {
  it('fits landmarks of known hands as closely as the priors let it', () => {
    const random = new Random(2, 'fit-landmarks');
    const fitter = new LandmarkFitter(model);
    for (let i = 0; i < 20; i++) {
      const { state, surprise } = someHand(random);
      const { joints } = decode(state);
      const joints2d = projectPoints(camera, joints);
      const fit = fitter.fit({ joints2d, world: joints }, camera);
      // The true hand costs its surprise and no more; the best one cannot cost more, so its distances on the
      // picture, squared and summed in units of the deviation, are below that, and their mean is below the
      // root of their mean square. An end in a side valley would be above.
      const bound = FIT_LANDMARKS_DEFAULTS.pixelDeviation * Math.sqrt(surprise / 21);
      expect(fit.error).toBeLessThan(bound);
      expect(fit.joints).toBeAllclose(decodeHands(model, fit.pose, fit.betas, fit.translation).joints, {
        absolute: 1e-6,
      });
    }
  });

  it('goes on from the frame before, to the same end', () => {
    const { state } = someHand(new Random(3, 'fit-landmarks'));
    const fitter = new LandmarkFitter(model);
    const before = decode(state).joints;
    const first = fitter.fit({ joints2d: projectPoints(camera, before), world: before }, camera);
    state.translation[0] += 0.004;
    state.angles[0] += 0.05;
    const { joints } = decode(state);
    const landmarks = { joints2d: projectPoints(camera, joints), world: joints };
    const [alone, following] = [fitter.fit(landmarks, camera), fitter.fit(landmarks, camera, first)];
    // Both stop where a step gains less than 1e-5 of the cost: a thousandth of the hand on the picture at
    // most.
    expect(Math.abs(following.error - alone.error)).toBeLessThan(1e-3);
  });
});
