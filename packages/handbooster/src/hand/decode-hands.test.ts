import { Random } from '@handbooster/torch';
import { describe, expect, test } from 'vitest';
import { axisAngleToMatrix, multiplyMatrices, rotateVector } from '../geometry/rotations.js';
import { decodeHands } from './decode-hands.js';
import { loadBuiltinHand } from './model/builtin-hand.js';
import type { HandModel } from './model/hand-model.js';
import { HAND_PARENTS } from './model/hand-skeleton.js';
import { mirrorPoints, mirrorPose } from './model/mirror-hand.js';

/** Skinning straight from the formula, one hand, dense, with each joint's place carried down the chain. */
function slowHand(
  model: HandModel,
  pose: Float32Array,
  betas: Float32Array,
): { vertices: number[][]; joints: number[][] } {
  const count = model.template.length / 3;
  const shaped = Array.from({ length: count }, (_, v) =>
    [0, 1, 2].map((k) => {
      let value = model.template[3 * v + k];
      for (let i = 0; i < 10; i++) value += model.shapeDirections[(3 * v + k) * 10 + i] * betas[i];
      return value;
    }),
  );
  const rest = Array.from({ length: 16 }, (_, joint) =>
    [0, 1, 2].map((k) =>
      shaped.reduce((sum, p, v) => sum + model.jointRegressor[joint * count + v] * p[k], 0),
    ),
  );
  const local = Array.from({ length: 16 }, (_, joint) => axisAngleToMatrix(pose, 3 * joint));
  const feature = local.slice(1).flatMap((r) => [...r].map((value, i) => value - (i % 4 === 0 ? 1 : 0)));
  const turns: Float64Array[] = [];
  const places: number[][] = [];
  for (let joint = 0; joint < 16; joint++) {
    const parent = HAND_PARENTS[joint];
    if (parent < 0) {
      turns.push(local[0]);
      places.push(rest[0]);
      continue;
    }
    turns.push(multiplyMatrices(turns[parent], local[joint]));
    const bone = rest[joint].map((value, k) => value - rest[parent][k]);
    places.push([...rotateVector(turns[parent], bone)].map((value, k) => value + places[parent][k]));
  }
  const vertices = shaped.map((p, v) => {
    const posed = p.map((value, k) => {
      let sum = value;
      for (let i = 0; i < 135; i++) sum += model.poseDirections[(3 * v + k) * 135 + i] * feature[i];
      return sum;
    });
    const out = [0, 0, 0];
    for (let joint = 0; joint < 16; joint++) {
      const moved = rotateVector(
        turns[joint],
        posed.map((value, k) => value - rest[joint][k]),
      );
      for (let k = 0; k < 3; k++) out[k] += model.weights[v * 16 + joint] * (moved[k] + places[joint][k]);
    }
    return out;
  });
  return { vertices, joints: places };
}

const random = new Random(1, 'decode hands');
const poses = random.fillNormal(new Float32Array(3 * 48), 0, 0.4);
const betas = random.fillNormal(new Float32Array(30));
const translation = random.fillNormal(new Float32Array(9));

describe('decodeHands', () => {
  const model = loadBuiltinHand();
  const count = model.template.length / 3;

  test('follows the formula', () => {
    const { vertices, joints } = decodeHands(model, poses, betas);
    for (let b = 0; b < 3; b++) {
      const slow = slowHand(model, poses.slice(b * 48, b * 48 + 48), betas.slice(b * 10, b * 10 + 10));
      expect(vertices.subarray(b * count * 3, (b + 1) * count * 3)).toBeAllclose(slow.vertices.flat(), {
        absolute: 1e-7,
      });
      const own = joints.subarray(b * 63, b * 63 + 63);
      // Wrist, thumb 1-3, index 1-3 of the 21 are joints 0, 13-15, 1-3; the fourth of each finger is its tip.
      expect(own.subarray(0, 12)).toBeAllclose(
        [0, 13, 14, 15].flatMap((j) => slow.joints[j]),
        { absolute: 1e-7 },
      );
      expect(own.subarray(15, 24)).toBeAllclose(
        [1, 2, 3].flatMap((j) => slow.joints[j]),
        { absolute: 1e-7 },
      );
      expect(own.subarray(51, 60)).toBeAllclose(
        [7, 8, 9].flatMap((j) => slow.joints[j]),
        { absolute: 1e-7 },
      );
      expect(own.subarray(12, 15)).toBeAllclose(slow.vertices[model.tips[0]], { absolute: 1e-7 });
      expect(own.subarray(60, 63)).toBeAllclose(slow.vertices[model.tips[4]], { absolute: 1e-7 });
    }
  });

  test('translation moves everything, and one shape serves all', () => {
    const still = decodeHands(model, poses, betas.subarray(0, 10));
    const moved = decodeHands(model, poses, betas.subarray(0, 10), translation);
    const shift = (values: Float32Array, per: number) =>
      values.map((value, i) => value + translation[Math.floor(i / per) * 3 + (i % 3)]);
    expect(moved.vertices).toBeAllclose(shift(still.vertices, count * 3), { absolute: 1e-6 });
    expect(moved.joints).toBeAllclose(shift(still.joints, 63), { absolute: 1e-6 });
    const each = decodeHands(
      model,
      poses,
      Float32Array.from({ length: 30 }, (_, i) => betas[i % 10]),
    );
    expect(still.vertices).toBeAllclose(each.vertices, { absolute: 1e-7 });
  });

  test('the root turns the hand about the wrist', () => {
    const flat = decodeHands(model, new Float32Array(48), betas.subarray(0, 10));
    const turned = decodeHands(
      model,
      Float32Array.from({ length: 48 }, (_, i) => (i < 3 ? 0.5 * i - 0.7 : 0)),
      betas.subarray(0, 10),
    );
    const wrist = flat.joints.slice(0, 3);
    expect(turned.joints.slice(0, 3)).toBeAllclose(wrist, { absolute: 1e-7 });
    const r = axisAngleToMatrix([-0.7, -0.2, 0.3]);
    const expected = [
      ...rotateVector(
        r,
        flat.vertices.slice(0, 3).map((value, k) => value - wrist[k]),
      ),
    ];
    expect(turned.vertices.slice(0, 3)).toBeAllclose(
      expected.map((value, k) => value + wrist[k]),
      { absolute: 1e-6 },
    );
  });

  test('the left hand in the mirrored pose is the mirror image', () => {
    const right = decodeHands(model, poses, betas, translation);
    const left = decodeHands(loadBuiltinHand('left'), mirrorPose(poses), betas, mirrorPoints(translation));
    expect(left.vertices).toBeAllclose(mirrorPoints(right.vertices), { absolute: 1e-6 });
    expect(left.joints).toBeAllclose(mirrorPoints(right.joints), { absolute: 1e-6 });
  });

  test('names what does not fit', () => {
    expect(() => decodeHands(model, new Float32Array(50))).toThrow(/expected pose \(B, 48\), found 50/);
    expect(() => decodeHands(model, new Float32Array(96), new Float32Array(11))).toThrow(
      /betas \(2, 10\) or \(10\)/,
    );
    expect(() => decodeHands(model, new Float32Array(96), null, new Float32Array(3))).toThrow(
      /translation \(2, 3\)/,
    );
  });
});
