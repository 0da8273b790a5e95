import { Random } from '@handbooster/torch';
import { describe, expect, it } from 'vitest';
import { composeRigid, rigid } from '../../geometry/rigid-motion.js';
import {
  axisAngleToMatrix,
  matrixToAxisAngle,
  multiplyMatrices,
  quaternionToMatrix,
  rotateVector,
} from '../../geometry/rotations.js';
import { poseVector } from './pose-vector.js';

describe('pose vector (Eq. 4)', () => {
  const random = new Random('pose-vector');
  const pose = Float64Array.from({ length: 48 }, () => random.normal(0, 0.5));
  const wrist = [0.1, -0.2, 0.6];
  const object = rigid(axisAngleToMatrix([0.5, 0.1, -0.7]), [0.15, -0.1, 0.65]);
  const vector = poseVector({ pose, wrist, object });

  it('does not change when hand and object move together', () => {
    const turn = quaternionToMatrix(random.quaternion());
    const motion = rigid(turn, [0.3, 0.2, -0.1]);
    const moved = pose.slice();
    moved.set(matrixToAxisAngle(multiplyMatrices(turn, axisAngleToMatrix(pose))));
    const movedWrist = Array.from(rotateVector(turn, wrist), (value, k) => value + [0.3, 0.2, -0.1][k]);
    expect(poseVector({ pose: moved, wrist: movedWrist, object: composeRigid(motion, object) })).toBeAllclose(
      vector,
      { absolute: 1e-9 },
    );
  });

  it('has 16 unit quaternions with w >= 0, then the translation in the hand’s frame', () => {
    for (let q = 0; q < 64; q += 4) {
      expect(Math.hypot(...vector.subarray(q, q + 4))).toBeCloseTo(1, 9);
      expect(vector[q]).toBeGreaterThanOrEqual(0);
    }
    expect(Math.hypot(...vector.subarray(64))).toBeCloseTo(Math.hypot(0.05, 0.1, 0.05), 9);
  });

  it('holds the joint rotations as they are', () => {
    const rotation = quaternionToMatrix(vector.subarray(4, 8));
    expect(rotation).toBeAllclose(axisAngleToMatrix(pose, 6), { absolute: 1e-9 });
  });
});
