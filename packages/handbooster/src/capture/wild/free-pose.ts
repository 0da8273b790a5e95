import type { Random } from '@handbooster/torch/random';
import { fromAnatomical, type JointLimits } from '../../hand/joint-limits.js';
import { FINGER_JOINTS, FINGERS, type Finger } from '../../hand/model/hand-skeleton.js';

const DEGREE = Math.PI / 180;

/** Degrees from straight to closed of a finger's knuckle and middle joint. */
const KNUCKLE = [-6, 84] as const;
const MIDDLE = [2, 104] as const;
/** The end joint bends with about half the middle one's angle. */
const END = 0.58;
/** Sideways motion at full spread. */
const SPREAD: Record<Exclude<Finger, 'thumb'>, number> = { index: 12, middle: 2, ring: -8, little: -18 };

/** Degrees: flexion, motion away from the palm and twist of the root, flexion of the two other joints. */
const THUMB_OUT = [
  [-22, 12],
  [-5, 42],
  [-8, 8],
  [-8, 28],
  [-12, 35],
] as const;
const THUMB_IN = [
  [12, 38],
  [8, 36],
  [-8, 14],
  [15, 55],
  [5, 70],
] as const;

/**
 * A pose of a hand that holds nothing (48, root 0): fingers curled alike, each open or closed as in signs and
 * gestures, or each as it likes. Within the joints' limits; whether fingers pass through each other is not
 * looked at.
 */
export function freePose(random: Random, limits: JointLimits): Float32Array {
  const angles = new Float32Array(45);
  const kind = random.uniform();
  const common = random.uniform();
  const spread = random.uniform(-0.4, 1.3);
  for (const finger of FINGERS) {
    const curl =
      kind < 0.45
        ? common + random.normal(0, 0.16)
        : kind < 0.8
          ? random.uniform() < 0.5
            ? random.normal(0.05, 0.08)
            : random.normal(0.88, 0.1)
          : random.uniform();
    const at = (joint: number, motion: number) => (FINGER_JOINTS[finger][joint] - 1) * 3 + motion;
    if (finger === 'thumb') {
      // Nothing says that the thumb does as the fingers do.
      const [flexion, away, twist, knuckle, end] = (
        random.uniform() < 0.35 + 0.5 * curl ? THUMB_IN : THUMB_OUT
      ).map(([low, high]) => random.uniform(low, high));
      angles[at(0, 0)] = flexion;
      angles[at(0, 1)] = away;
      angles[at(0, 2)] = twist;
      angles[at(1, 0)] = knuckle;
      angles[at(2, 0)] = end;
      continue;
    }
    const between = ([low, high]: readonly [number, number], t: number) => low + (high - low) * t;
    const middle = between(MIDDLE, curl + random.normal(0, 0.08));
    angles[at(0, 0)] = between(KNUCKLE, curl + random.normal(0, 0.12));
    angles[at(0, 1)] = SPREAD[finger] * spread * Math.max(0, 1 - curl) + random.normal(0, 3);
    angles[at(1, 0)] = middle;
    angles[at(2, 0)] = END * middle + random.normal(0, 8);
  }
  const { anatomicalLow, anatomicalHigh } = limits;
  const within = angles.map((degrees, i) =>
    Math.min(anatomicalHigh[i], Math.max(anatomicalLow[i], degrees * DEGREE)),
  );
  const pose = new Float32Array(48);
  pose.set(fromAnatomical(limits, within), 3);
  return pose;
}
