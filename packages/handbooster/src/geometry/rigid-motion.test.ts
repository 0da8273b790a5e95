import { Random } from '@handbooster/torch';
import { expect, test } from 'vitest';
import {
  applyRigid,
  applyRotation,
  composeRigid,
  identityRigid,
  invertRigid,
  rigid,
  rotationOf,
  translationOf,
} from './rigid-motion.js';
import { axisAngleToMatrix, quaternionToMatrix } from './rotations.js';

test('rotates, then translates', () => {
  const motion = rigid(axisAngleToMatrix([0, 0, Math.PI / 2]), [10, 20, 30]);
  expect(applyRigid(motion, [1, 2, 3, 0, 0, 0])).toBeAllclose([8, 21, 33, 10, 20, 30], { absolute: 1e-6 });
  expect(applyRotation(motion, [1, 2, 3])).toBeAllclose([-2, 1, 3], { absolute: 1e-6 });
});

test('composes right to left, inverts, and works in place', () => {
  const random = new Random(3, 'rigid');
  const points = random.fillNormal(new Float32Array(30));
  const a = rigid(quaternionToMatrix(random.quaternion()), [1, -2, 0.5]);
  const b = rigid(quaternionToMatrix(random.quaternion()), [0.1, 3, -1]);
  expect(applyRigid(composeRigid(a, b), points)).toBeAllclose(applyRigid(a, applyRigid(b, points)), {
    absolute: 1e-5,
  });
  expect(composeRigid(a, invertRigid(a))).toBeAllclose(identityRigid(), { absolute: 1e-12 });
  expect(rigid(rotationOf(a), translationOf(a))).toEqual(a);
  const moved = applyRigid(a, points);
  expect(applyRigid(a, points, points)).toBe(points);
  expect(points).toEqual(moved);
});
