import { signedVolume } from '../../geometry/mesh/area-and-volume.js';
import { decodeHands } from '../../hand/decode-hands.js';
import { closedFaces } from '../../hand/hand-parts.js';
import type { HandModel } from '../../hand/model/hand-model.js';
import { FINGER_JOINTS, FINGERS } from '../../hand/model/hand-skeleton.js';

/** Sizes of one hand, between joints and in millimetres, as a ruler on its skeleton would give them. */
export interface HandSizes {
  /** From the wrist's joint to the middle finger's tip, along its bones. */
  length: number;
  /** Between the knuckles of index and little finger. */
  breadth: number;
  /** From knuckle to tip along the bones; thumb first. */
  fingers: number[];
  /** Of the closed surface, cubic centimetres. */
  volume: number;
}

/** Measures a hand in the given pose (48) and shape (10). */
export function measureHand(
  model: HandModel,
  betas: Float32Array = new Float32Array(10),
  pose: Float32Array = new Float32Array(48),
): HandSizes {
  const { vertices, joints } = decodeHands(model, pose, betas);
  const distance = (a: number, b: number) =>
    1000 * Math.hypot(...[0, 1, 2].map((k) => joints[3 * a + k] - joints[3 * b + k]));
  const bones = (finger: number) => [1, 2, 3].map((k) => distance(4 * finger + k, 4 * finger + k + 1));
  const fingers = FINGERS.map((_, finger) => bones(finger).reduce((sum, bone) => sum + bone, 0));
  return {
    length: distance(0, 9) + fingers[FINGERS.indexOf('middle')],
    breadth: distance(5, 17),
    fingers,
    volume: Math.abs(signedVolume({ vertices, faces: closedFaces(model) })) * 1e6,
  };
}

/** Fingers' joints by name, for poses that bend some of them. */
export const fingerJoint = (finger: (typeof FINGERS)[number], which: number) => FINGER_JOINTS[finger][which];
