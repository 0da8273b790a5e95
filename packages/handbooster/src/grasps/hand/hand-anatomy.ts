import { cross, type Vector, vectorAt } from '../../geometry/vector.js';
import { handFrame } from '../../hand/hand-frame.js';
import { restJoints } from '../../hand/hand-parts.js';
import type { HandModel } from '../../hand/model/hand-model.js';

/** Names of the five digits in the order of MANO's joints (three each, from the knuckle out). */
export const DIGITS = ['index', 'middle', 'little', 'ring', 'thumb'] as const;
export type Digit = (typeof DIGITS)[number];

/** MANO lists tip vertices thumb first; this is the tip of each entry of `DIGITS`. */
export const TIP_OF_DIGIT = [1, 2, 4, 3, 0] as const;

/** Digit (0 ... 4, as `DIGITS`) of a joint, or -1 for the wrist; what belongs to the wrist is the palm. */
export function digitOfJoint(joint: number): number {
  return joint === 0 ? -1 : Math.floor((joint - 1) / 3);
}

/** What grasping asks of a hand at rest; unit vectors in model coordinates. */
export interface HandAnatomy {
  /** (16, 3) rest joints, metres. */
  joints: Float64Array;
  /** Out of the palm. */
  palmNormal: Vector;
  /** From the wrist to the middle knuckle. */
  forward: Vector;
  /** Towards the thumb's side. */
  radial: Vector;
  /** Middle of the palm on its bones (not on its skin), metres. */
  palmCentre: Vector;
  /** (15, 3, 3) rows flexion, abduction, twist; rows x axis-angle of a joint = its anatomical angles. */
  axes: Float64Array;
  /** (15, 3) where the skin that touches things faces, for each finger bone. */
  volar: Float64Array;
}

/** Reads the anatomy off any model with MANO's schema. */
export function handAnatomy(model: HandModel): HandAnatomy {
  const joints = restJoints(model);
  const { forward, palm, radial, axes } = handFrame(model);
  const [wrist, index, middle, little] = [0, 1, 4, 7].map((j) => vectorAt(joints, 3 * j));
  const centre = (k: number) => 0.3 * wrist[k] + 0.25 * index[k] + 0.25 * middle[k] + 0.2 * little[k];
  const volar = new Float64Array(45);
  for (let j = 0; j < 15; j++) volar.set(cross(vectorAt(axes, 9 * j), vectorAt(axes, 9 * j + 6)), 3 * j);
  return {
    joints,
    palmNormal: vectorAt(palm, 0),
    forward: vectorAt(forward, 0),
    radial: vectorAt(radial, 0),
    palmCentre: [centre(0), centre(1), centre(2)],
    axes,
    volar,
  };
}
