import { restJoints } from './hand-parts.js';
import type { HandModel } from './model/hand-model.js';
import { FINGER_JOINTS, FINGERS, type Finger } from './model/hand-skeleton.js';

/** Directions of a hand at rest, unit length, in the model's axes. */
export interface HandFrame {
  /** From the wrist to the middle finger's knuckle. */
  forward: Float64Array;
  /** Out of the palm. */
  palm: Float64Array;
  /** Across the palm, towards the thumb's side. */
  radial: Float64Array;
  /**
   * (15, 3, 3) for each finger joint three orthonormal rows: the axis about which positive angles flex it
   * (close the hand), the one about which positive angles move it sideways (fingers: to the thumb's side; the
   * thumb: out of the palm's plane), and the bone's direction, about which it twists.
   */
  axes: Float64Array;
}

/**
 * Where each finger's pad looks, along forward, radial and palm. Bent fingers draw together towards the
 * wrist, so the outer ones' pads look inwards; the thumb stands across. Read off the WebXR hand's joint
 * orientations.
 */
const PADS: Record<Finger, readonly [number, number, number]> = {
  thumb: [0.58, -0.7, 0.35],
  index: [0, -0.15, 1],
  middle: [0, -0.05, 1],
  ring: [0, 0.05, 1],
  little: [0, 0.18, 1],
};

/** Anatomical directions, from the joints of the rest pose alone, so for any model with MANO's skeleton. */
export function handFrame(model: HandModel): HandFrame {
  const joints = restJoints(model);
  const joint = (index: number) => joints.subarray(3 * index, 3 * index + 3);
  const tip = (finger: number) => model.template.subarray(3 * model.tips[finger], 3 * model.tips[finger] + 3);
  const forward = unit(minus(joint(FINGER_JOINTS.middle[0]), joint(0)));
  const across = minus(joint(FINGER_JOINTS.index[0]), joint(FINGER_JOINTS.little[0]));
  const radial = unit(without(across, forward));
  // With a right hand's fingers forward and its thumb radial, the palm looks along radial x forward.
  const palm = cross(radial, forward).map((value) => (model.side === 'right' ? value : -value));
  const axes = new Float64Array(135);
  FINGERS.forEach((finger, f) => {
    const [a, b, c] = FINGER_JOINTS[finger];
    const [f0, f1, f2] = PADS[finger];
    const pad = unit(forward.map((value, k) => f0 * value + f1 * radial[k] + f2 * palm[k]));
    const ends = [joint(a), joint(b), joint(c), tip(f)];
    [a, b, c].forEach((index, k) => {
      const bone = unit(minus(ends[k + 1], ends[k]));
      const flexion = unit(cross(bone, pad));
      const abduction = cross(bone, flexion);
      // A turn about `abduction` moves the bone along abduction x bone, which is `flexion`.
      const side = dot(flexion, finger === 'thumb' ? palm : radial) < 0 ? -1 : 1;
      axes.set(flexion, (index - 1) * 9);
      axes.set(
        abduction.map((value) => value * side),
        (index - 1) * 9 + 3,
      );
      axes.set(bone, (index - 1) * 9 + 6);
    });
  });
  return { forward, palm, radial, axes };
}

function minus(a: ArrayLike<number>, b: ArrayLike<number>): Float64Array {
  return Float64Array.of(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

function cross(a: ArrayLike<number>, b: ArrayLike<number>): Float64Array {
  return Float64Array.of(a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]);
}

function unit(a: ArrayLike<number>): Float64Array {
  const length = Math.sqrt(dot(a, a));
  return Float64Array.of(a[0] / length, a[1] / length, a[2] / length);
}

function without(a: ArrayLike<number>, direction: ArrayLike<number>): Float64Array {
  const along = dot(a, direction);
  return minus(a, Float64Array.of(along * direction[0], along * direction[1], along * direction[2]));
}
