import { Random } from '@handbooster/torch/random';
import { describe, expect, it } from 'vitest';
import { decodeHands } from '../../hand/decode-hands.js';
import { fromAnatomical, jointLimits, toAnatomical } from '../../hand/joint-limits.js';
import { loadBuiltinHand } from '../../hand/model/builtin-hand.js';
import { FINGER_JOINTS, FINGERS, type Finger } from '../../hand/model/hand-skeleton.js';
import { FingertipPuller } from './pull-fingertip.js';

const hand = loadBuiltinHand();
const limits = jointLimits(hand);
const puller = new FingertipPuller(hand);
const betas = Float32Array.of(0.5, -1, 0, 0, 0, 0, 0, 0, 0, 0);
const translation = Float32Array.of(0.02, -0.05, 0.6);
const random = new Random(3, 'fingertip');

/** A pose with every angle somewhere within its limits. */
function anyPose(share = 1): Float32Array {
  const pose = new Float32Array(48);
  for (let k = 0; k < 3; k++) pose[k] = random.uniform(-1, 1);
  const angles = Float32Array.from(limits.anatomicalLow, (low, i) => {
    const high = limits.anatomicalHigh[i];
    const middle = (low + high) / 2;
    return middle + (share * (high - low) * random.uniform(-1, 1)) / 2;
  });
  pose.set(fromAnatomical(limits, angles), 3);
  return pose;
}

/** Pose `to` with one finger of pose `from`. */
function withFinger(to: Float32Array, from: Float32Array, finger: Finger): Float32Array {
  const mixed = to.slice();
  for (const joint of FINGER_JOINTS[finger]) mixed.set(from.subarray(3 * joint, 3 * joint + 3), 3 * joint);
  return mixed;
}

function tipOf(pose: Float32Array, finger: Finger): Float32Array {
  const at = 3 * (4 * FINGERS.indexOf(finger) + 4);
  return decodeHands(hand, pose, betas, translation).joints.subarray(at, at + 3);
}

const apart = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);

describe.each([...FINGERS])('the tip of the %s', (finger) => {
  it('is brought where the finger can put it, and nothing else moves', () => {
    for (let i = 0; i < 8; i++) {
      const pose = anyPose();
      const target = tipOf(withFinger(pose, anyPose(0.8), finger), finger);
      const pulled = puller.pull({ pose, betas, translation }, finger, target);
      // Less than the eye sees.
      expect(apart(tipOf(pulled, finger), target)).toBeLessThan(5e-4);
      expect(withFinger(pulled, pose, finger)).toEqual(pose);
      toAnatomical(limits, pulled.subarray(3)).forEach((angle, k) => {
        // Turning angles into a pose and back is done in float32.
        expect(angle).toBeGreaterThan(limits.anatomicalLow[k] - 1e-5);
        expect(angle).toBeLessThan(limits.anatomicalHigh[k] + 1e-5);
      });
    }
  });

  it('comes as near to a point out of reach as any pose within the limits that was tried', () => {
    const pose = anyPose();
    const knuckle = 3 * (4 * FINGERS.indexOf(finger) + 1);
    const { joints } = decodeHands(hand, pose, betas, translation);
    const tip = tipOf(pose, finger);
    // As far again as the tip is from the knuckle, and then some.
    const target = [0, 1, 2].map((k) => joints[knuckle + k] + 2.5 * (tip[k] - joints[knuckle + k]));
    const reached = apart(tipOf(puller.pull({ pose, betas, translation }, finger, target), finger), target);
    for (let i = 0; i < 400; i++) {
      expect(reached).toBeLessThan(apart(tipOf(withFinger(pose, anyPose(), finger), finger), target) + 1e-3);
    }
  });
});
