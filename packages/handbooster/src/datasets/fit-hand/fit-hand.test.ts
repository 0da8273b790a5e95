import { Random } from '@handbooster/torch';
import { describe, expect, it } from 'vitest';
import { axisAngleToMatrix, quaternionToMatrix, rotateVector } from '../../geometry/rotations.js';
import { decodeHands } from '../../hand/decode-hands.js';
import { loadBuiltinHand } from '../../hand/model/builtin-hand.js';
import { alignRigidly } from './align-rigidly.js';
import { fitHand } from './fit-hand.js';

describe('alignRigidly', () => {
  it('finds the rotation between two sets of points, whatever their places, and minds the weights', () => {
    const random = new Random('align-rigidly');
    for (let i = 0; i < 50; i++) {
      const rotation = quaternionToMatrix(random.quaternion());
      const from = random.fillNormal(new Float64Array(30));
      const to = new Float64Array(30);
      for (let p = 0; p < 30; p += 3) {
        to.set(rotateVector(rotation, from.subarray(p, p + 3)), p);
        for (let k = 0; k < 3; k++) to[p + k] += 3 - k;
      }
      to.fill(100, 27); // an outlier that does not count
      const weights = new Float64Array(10).fill(0.5);
      weights[9] = 0;
      expect(alignRigidly(from, to, weights)).toBeAllclose(rotation, { absolute: 1e-9 });
    }
  });

  it('never mirrors', () => {
    const random = new Random('mirror');
    const from = random.fillNormal(new Float64Array(30));
    const r = alignRigidly(
      from,
      from.map((value, i) => (i % 3 === 0 ? -value : value)),
      new Float64Array(10).fill(1),
    );
    const determinant =
      r[0] * (r[4] * r[8] - r[5] * r[7]) -
      r[1] * (r[3] * r[8] - r[5] * r[6]) +
      r[2] * (r[3] * r[7] - r[4] * r[6]);
    expect(determinant).toBeCloseTo(1, 9);
  });
});

describe('fitHand', () => {
  const hand = loadBuiltinHand('right');

  it('finds pose, shape and place of vertices that the model made', () => {
    const random = new Random('fit-hand');
    for (let i = 0; i < 3; i++) {
      const pose = random.fillUniform(new Float32Array(48), -0.5, 0.5);
      pose.set(random.fillUniform(new Float32Array(3), -1.7, 1.7), 0);
      const betas = random.fillNormal(new Float32Array(10));
      const translation = Float32Array.of(0.1, -0.05, 0.7);
      const { vertices } = decodeHands(hand, pose, betas, translation);
      const found = fitHand(hand, vertices);
      expect(found.largestError).toBeLessThan(1e-4);
      expect(found.betas).toBeAllclose(betas, { absolute: 0.05 });
      for (let joint = 0; joint < 16; joint++) {
        const expected = axisAngleToMatrix(pose, 3 * joint);
        expect(axisAngleToMatrix(found.pose, 3 * joint)).toBeAllclose(expected, { absolute: 0.02 });
      }
      const again = decodeHands(hand, found.pose, found.betas, found.translation);
      expect(again.vertices).toBeAllclose(vertices, { absolute: 1e-4 });
    }
  });

  it('says how far vertices are that no pose of the model makes', () => {
    const { vertices } = decodeHands(hand, new Float32Array(48));
    const random = new Random('noise');
    const noisy = vertices.map((value) => value + random.normal() * 0.003);
    const { meanError } = fitHand(hand, noisy);
    // The mean length of a normal vector of 3 mm each way is 4.8 mm; 61 numbers take a little of it away.
    expect(meanError).toBeGreaterThan(0.0043);
    expect(meanError).toBeLessThan(0.005);
    expect(() => fitHand(hand, new Float32Array(9))).toThrow(
      /expected 1159 vertices as builtin-right has, found 3/,
    );
  });
});
