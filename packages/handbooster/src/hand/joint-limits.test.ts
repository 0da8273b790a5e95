import { Random } from '@handbooster/torch';
import { describe, expect, test } from 'vitest';
import { decodeHands } from './decode-hands.js';
import { handFrame } from './hand-frame.js';
import { clampToLimits, fromAnatomical, jointLimits, toAnatomical } from './joint-limits.js';
import { loadBuiltinHand } from './model/builtin-hand.js';
import type { HandModel } from './model/hand-model.js';
import { FINGER_JOINTS, FINGERS } from './model/hand-skeleton.js';

/** Joints (21, 3) with one anatomical angle set. */
function turned(model: HandModel, joint: number, motion: number, angle: number): Float32Array {
  const angles = new Float32Array(45);
  angles[(joint - 1) * 3 + motion] = angle;
  return posed(model, angles);
}

function posed(model: HandModel, angles: Float32Array): Float32Array {
  const pose = new Float32Array(48);
  pose.set(fromAnatomical(jointLimits(model), angles), 3);
  return decodeHands(model, pose).joints;
}

const along = (a: Float32Array, b: Float32Array, joint: number, direction: ArrayLike<number>) =>
  [0, 1, 2].reduce((sum, k) => sum + (b[3 * joint + k] - a[3 * joint + k]) * direction[k], 0);

describe.each(['right', 'left'] as const)('joint axes of the %s hand', (side) => {
  const model = loadBuiltinHand(side);
  const frame = handFrame(model);
  const rest = decodeHands(model, new Float32Array(48)).joints;

  test('are orthonormal', () => {
    for (let joint = 0; joint < 15; joint++) {
      const axes = frame.axes.subarray(9 * joint, 9 * joint + 9);
      for (let i = 0; i < 3; i++) {
        for (let j = 0; j < 3; j++) {
          const dot = [0, 1, 2].reduce((sum, k) => sum + axes[3 * i + k] * axes[3 * j + k], 0);
          expect(dot).toBeCloseTo(i === j ? 1 : 0, 10);
        }
      }
    }
  });

  test('flexion closes the hand, sideways motion goes to the thumb', () => {
    FINGERS.forEach((finger, f) => {
      const tip = 4 * f + 4;
      for (const joint of FINGER_JOINTS[finger]) {
        const bent = turned(model, joint, 0, 0.3);
        // Fingers bend into the palm; the thumb across it, to the little finger's side.
        if (finger === 'thumb') expect(along(rest, bent, tip, frame.radial)).toBeLessThan(-0.002);
        else expect(along(rest, bent, tip, frame.palm)).toBeGreaterThan(0.003);
      }
      const sideways = turned(model, FINGER_JOINTS[finger][0], 1, 0.2);
      const direction = finger === 'thumb' ? frame.palm : frame.radial;
      expect(along(rest, sideways, tip, direction)).toBeGreaterThan(0.005);
      // The tip lies on the bone's line but for the pad's thickness, so twist hardly moves it.
      const twisted = turned(model, FINGER_JOINTS[finger][2], 2, 0.1);
      expect(Math.hypot(...[0, 1, 2].map((k) => twisted[3 * tip + k] - rest[3 * tip + k]))).toBeLessThan(
        0.001,
      );
    });
  });

  test('the thumb can meet every finger within the limits', () => {
    const limits = jointLimits(model);
    for (let f = 1; f < 5; f++) {
      const own = [...FINGER_JOINTS.thumb, ...FINGER_JOINTS[FINGERS[f]]];
      const random = new Random(3, 'opposition', side, f);
      let best = Infinity;
      let angles = new Float32Array(45);
      // A random walk downhill over the angles of the two.
      for (let step = 0; step < 600; step++) {
        const trial = angles.slice();
        for (const joint of own) {
          for (let motion = 0; motion < 3; motion++) {
            const i = (joint - 1) * 3 + motion;
            const range = limits.anatomicalHigh[i] - limits.anatomicalLow[i];
            trial[i] += range * random.normal(0, step < 200 ? 0.15 : 0.04);
            trial[i] = Math.min(Math.max(trial[i], limits.anatomicalLow[i]), limits.anatomicalHigh[i]);
          }
        }
        const joints = posed(model, trial);
        const gap = Math.hypot(...[0, 1, 2].map((k) => joints[3 * (4 * f + 4) + k] - joints[12 + k]));
        if (gap < best) {
          best = gap;
          angles = trial;
        }
      }
      expect(best).toBeLessThan(0.012);
    }
  });
});

describe('limits', () => {
  const model = loadBuiltinHand();
  const limits = jointLimits(model);
  const random = new Random(4, 'limits');

  test('anatomical angles and poses convert both ways', () => {
    const pose = random.fillNormal(new Float32Array(90));
    expect(fromAnatomical(limits, toAnatomical(limits, pose))).toBeAllclose(pose, { absolute: 1e-6 });
  });

  test('the box holds every pose within the anatomical limits, and clamping gets there', () => {
    for (let i = 0; i < 50; i++) {
      const angles = Float32Array.from({ length: 45 }, (_, k) =>
        random.uniform(limits.anatomicalLow[k], limits.anatomicalHigh[k]),
      );
      const pose = fromAnatomical(limits, angles);
      for (let k = 0; k < 45; k++) {
        expect(pose[k]).toBeGreaterThanOrEqual(limits.low[k] - 1e-6);
        expect(pose[k]).toBeLessThanOrEqual(limits.high[k] + 1e-6);
      }
      expect(clampToLimits(limits, pose)).toBeAllclose(pose, { absolute: 1e-6 });
      const wild = random.fillNormal(new Float32Array(45), 0, 3);
      const clamped = toAnatomical(limits, clampToLimits(limits, wild));
      for (let k = 0; k < 45; k++) {
        expect(clamped[k]).toBeGreaterThanOrEqual(limits.anatomicalLow[k] - 1e-5);
        expect(clamped[k]).toBeLessThanOrEqual(limits.anatomicalHigh[k] + 1e-5);
      }
    }
  });

  test('a fist is allowed, a finger bent backwards is not', () => {
    const angle = (joint: number, motion: number) => (joint - 1) * 3 + motion;
    expect(limits.anatomicalHigh[angle(FINGER_JOINTS.index[1], 0)]).toBeGreaterThan(1.7);
    expect(limits.anatomicalLow[angle(FINGER_JOINTS.index[1], 0)]).toBeGreaterThan(-0.2);
    expect(limits.anatomicalLow.every((low, i) => low < 0 && limits.anatomicalHigh[i] > 0)).toBe(true);
  });
});
