import { Random } from '@handbooster/torch/random';
import { describe, expect, it } from 'vitest';
import { decodeHands } from '../../hand/decode-hands.js';
import { loadBuiltinHand } from '../../hand/model/builtin-hand.js';
import { JOINT_ORDER_21 } from '../../hand/model/hand-skeleton.js';
import { HandKinematics, PARAMETERS } from './hand-kinematics.js';

const model = loadBuiltinHand();
const everyVertex = Int32Array.from({ length: model.template.length / 3 }, (_, v) => v);

function randomParameters(random: Random): Float64Array {
  const out = new Float64Array(PARAMETERS);
  random.fillNormal(out, 0, 0.5);
  return out;
}

describe('HandKinematics', () => {
  it('poses vertices and joints as plain decoding does', () => {
    const random = new Random(1, 'kinematics');
    const hand = new HandKinematics(model, { vertices: everyVertex, onBones: [] });
    for (let trial = 0; trial < 5; trial++) {
      const parameters = randomParameters(random);
      const betas = random.fillNormal(new Float32Array(10));
      hand.forward(hand.shape(betas), parameters);
      const expected = decodeHands(model, parameters.subarray(3), betas, parameters.subarray(0, 3));
      expect(hand.points).toBeAllclose(expected.vertices, { absolute: 1e-6, relative: 0 });
      for (let i = 0; i < 21; i++) {
        const joint = JOINT_ORDER_21[i];
        if (joint >= 16) continue;
        expect(hand.joints.subarray(3 * joint, 3 * joint + 3)).toBeAllclose(
          expected.joints.subarray(3 * i, 3 * i + 3),
          { absolute: 1e-6, relative: 0 },
        );
      }
    }
  });

  it('has the derivative of finite differences, through skinning, pose corrections, joints and bone places', () => {
    const random = new Random(2, 'kinematics');
    const vertices = Int32Array.from({ length: 60 }, () => random.integer(everyVertex.length));
    const onBones = [
      { joint: 3, end: 16 + model.tips[1], along: 0.4 },
      { joint: 0, end: 4, along: 0.6 },
    ];
    const hand = new HandKinematics(model, { vertices, onBones });
    const shaped = hand.shape(random.fillNormal(new Float32Array(10)));
    const pull = random.fillNormal(new Float64Array(hand.points.length));
    const jointPull = random.fillNormal(new Float64Array(48));
    const value = (parameters: Float64Array) => {
      hand.forward(shaped, parameters);
      let sum = 0;
      for (let i = 0; i < pull.length; i++) sum += pull[i] * hand.points[i];
      for (let i = 0; i < 48; i++) sum += jointPull[i] * hand.joints[i];
      return sum;
    };
    for (const still of [false, true]) {
      // A straight hand has turns of zero, where the formulas switch to series.
      const parameters = still ? new Float64Array(PARAMETERS) : randomParameters(random);
      value(parameters);
      for (let p = 0; p < hand.pointCount; p++) {
        hand.addForce(p, pull[3 * p], pull[3 * p + 1], pull[3 * p + 2]);
      }
      for (let j = 0; j < 16; j++) {
        hand.addJointForce(j, jointPull[3 * j], jointPull[3 * j + 1], jointPull[3 * j + 2]);
      }
      const gradient = new Float64Array(PARAMETERS);
      hand.backward(gradient);
      const numeric = gradient.map((_, i) => {
        const [up, down] = [parameters.slice(), parameters.slice()];
        up[i] += 1e-5;
        down[i] -= 1e-5;
        return (value(up) - value(down)) / 2e-5;
      });
      expect(gradient).toBeAllclose(numeric, { relative: 1e-6, absolute: 1e-7 });
    }
  });
});
