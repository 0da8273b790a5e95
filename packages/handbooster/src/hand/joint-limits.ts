import { handFrame } from './hand-frame.js';
import type { HandModel } from './model/hand-model.js';
import { FINGER_JOINTS, FINGERS, type Finger } from './model/hand-skeleton.js';

/** How far the finger joints go. Radians. */
export interface JointLimits {
  /**
   * (45) box of the axis-angle numbers themselves (the pose without its root) that holds every allowed turn.
   * A little wide where a joint's axes are oblique to the model's, most of all at the thumb.
   */
  low: Float32Array;
  high: Float32Array;
  /** (45) the limits proper: of flexion, sideways motion and twist of each joint, about its own axes. */
  anatomicalLow: Float32Array;
  anatomicalHigh: Float32Array;
  /** (15, 3, 3) those axes, rows: flexion, sideways, twist (see HandFrame). */
  axes: Float32Array;
}

type Range = readonly [low: number, high: number];

/** Degrees; flexion, sideways, twist of the three joints of a finger. */
const FINGER_RANGES: readonly (readonly [Range, Range, Range])[] = [
  [
    [-20, 90],
    [-15, 15],
    [-8, 8],
  ],
  [
    [-5, 110],
    [-4, 4],
    [-4, 4],
  ],
  [
    [-8, 75],
    [-3, 3],
    [-3, 3],
  ],
];
const THUMB_RANGES: readonly (readonly [Range, Range, Range])[] = [
  [
    [-25, 40],
    [-20, 45],
    [-18, 18],
  ],
  [
    [-12, 60],
    [-10, 10],
    [-8, 8],
  ],
  [
    [-20, 80],
    [-4, 4],
    [-4, 4],
  ],
];
/** Sideways range of the knuckles: the outer fingers fan further. */
const KNUCKLE_SIDEWAYS: Partial<Record<Finger, Range>> = {
  index: [-15, 20],
  middle: [-12, 12],
  ring: [-16, 12],
  little: [-25, 15],
};

/**
 * Anatomical limits for any hand model: active ranges of motion of healthy adults as clinical goniometry
 * tables give them (knuckles 90, middle joints 110, end joints about 75 degrees of flexion, some
 * hyper-extension), about axes taken from the model's own rest joints. They are limits of the rest pose's
 * turn, so a model whose rest pose is not flat shifts them by as much; MANO's and the built-in hand's are
 * flat within a few degrees.
 */
export function jointLimits(model: HandModel): JointLimits {
  const axes = Float32Array.from(handFrame(model).axes);
  const anatomicalLow = new Float32Array(45);
  const anatomicalHigh = new Float32Array(45);
  for (const finger of FINGERS) {
    FINGER_JOINTS[finger].forEach((joint, k) => {
      const ranges = (finger === 'thumb' ? THUMB_RANGES : FINGER_RANGES)[k];
      ranges.forEach((range, motion) => {
        const own = k === 0 && motion === 1 ? KNUCKLE_SIDEWAYS[finger] : undefined;
        const [low, high] = own ?? range;
        anatomicalLow[(joint - 1) * 3 + motion] = (low * Math.PI) / 180;
        anatomicalHigh[(joint - 1) * 3 + motion] = (high * Math.PI) / 180;
      });
    });
  }
  const low = new Float32Array(45);
  const high = new Float32Array(45);
  for (let i = 0; i < 45; i++) {
    const joint = Math.floor(i / 3);
    for (let motion = 0; motion < 3; motion++) {
      const axis = axes[joint * 9 + motion * 3 + (i % 3)];
      const ends = [axis * anatomicalLow[joint * 3 + motion], axis * anatomicalHigh[joint * 3 + motion]];
      low[i] += Math.min(...ends);
      high[i] += Math.max(...ends);
    }
  }
  return { low, high, anatomicalLow, anatomicalHigh, axes };
}

/**
 * Anatomical angles (B, 45) of finger poses (B, 45): the share of each turn about each of its joint's axes.
 */
export function toAnatomical(limits: Pick<JointLimits, 'axes'>, pose: ArrayLike<number>): Float32Array {
  const out = new Float32Array(pose.length);
  for (let i = 0; i < pose.length; i++) {
    const at = (Math.floor(i / 3) % 15) * 9 + (i % 3) * 3;
    const first = i - (i % 3);
    for (let k = 0; k < 3; k++) out[i] += limits.axes[at + k] * pose[first + k];
  }
  return out;
}

/** Finger poses (B, 45) of anatomical angles (B, 45); undoes `toAnatomical`. */
export function fromAnatomical(limits: Pick<JointLimits, 'axes'>, angles: ArrayLike<number>): Float32Array {
  const out = new Float32Array(angles.length);
  for (let i = 0; i < angles.length; i++) {
    const joint = Math.floor(i / 3) % 15;
    const first = i - (i % 3);
    for (let k = 0; k < 3; k++) out[i] += limits.axes[joint * 9 + k * 3 + (i % 3)] * angles[first + k];
  }
  return out;
}

/** The nearest allowed finger poses (B, 45), angle by angle about the joints' own axes. */
export function clampToLimits(limits: JointLimits, pose: ArrayLike<number>): Float32Array {
  const angles = toAnatomical(limits, pose);
  for (let i = 0; i < angles.length; i++) {
    angles[i] = Math.min(Math.max(angles[i], limits.anatomicalLow[i % 45]), limits.anatomicalHigh[i % 45]);
  }
  return fromAnatomical(limits, angles);
}
