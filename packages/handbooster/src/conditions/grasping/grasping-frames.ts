import { InputError } from '../../base/errors/input-error.js';
import type { RigidMotion } from '../../geometry/rigid-motion.js';

/**
 * What makes a frame one of a grasp. `eq3`: its object has been moved (Eq. 3, the paper's). `contact`: the
 * hand touches its object (`HandContact`). `both`: moved, and touched now.
 */
export type GraspingRule = 'eq3' | 'contact' | 'both';

export interface GraspingOptions {
  /** Default `eq3`. */
  rule?: GraspingRule;
  /** Degrees of rotation against the first frame past which the object has been moved (RRE). */
  rotationThreshold: number;
  /** Metres of translation against the first frame past which the object has been moved (RTE). */
  translationThreshold: number;
  /** Whether one of the two is enough; the paper does not say. */
  combine: 'or' | 'and';
}

/** 5 degrees and 10 mm are the paper's; one of them is enough, because a lift straight up turns nothing. */
export const GRASPING_DEFAULTS: Required<GraspingOptions> = {
  rule: 'eq3',
  rotationThreshold: 5,
  translationThreshold: 0.01,
  combine: 'or',
};

/**
 * The grasping status of each frame of a sequence (Eq. 3): a frame shows a grasp when its object has been
 * moved from where it was in the first frame. The paper prints the -1 inside the trace; here RRE =
 * arccos((trace(R_t^T R_0) - 1) / 2).
 *
 * Two limits of that rule: an object put down elsewhere still counts as grasped, and a sequence that begins
 * with the object in the hand is missed until it moves. `both` mends the first; `contact` mends both, and
 * also takes frames in which the hand only touches the standing object.
 *
 * @param objectPoses pose of the grasped object in each frame, in one fixed frame (world or a camera that
 * stands still).
 * @param touches whether the hand touches the object in a frame; asked only where the rule's answer hangs on
 * it.
 */
export function graspingFrames(
  objectPoses: readonly RigidMotion[],
  options: GraspingOptions = GRASPING_DEFAULTS,
  touches?: (frame: number) => boolean,
): boolean[] {
  const { rule = 'eq3' } = options;
  if (rule === 'eq3') return objectPoses.map((pose) => isMoved(pose, objectPoses[0], options));
  if (touches === undefined) {
    throw new InputError(
      `grasping rule ${rule}: expected hand and object surfaces to judge contact by, found none`,
    );
  }
  return objectPoses.map(
    (pose, frame) => (rule === 'contact' || isMoved(pose, objectPoses[0], options)) && touches(frame),
  );
}

function isMoved(pose: RigidMotion, first: RigidMotion, options: GraspingOptions): boolean {
  const turned = relativeRotationError(pose, first) > options.rotationThreshold;
  const moved = relativeTranslationError(pose, first) > options.translationThreshold;
  return options.combine === 'or' ? turned || moved : turned && moved;
}

/** Angle between two rotations, degrees (RRE of Eq. 3). */
export function relativeRotationError(a: RigidMotion, b: RigidMotion): number {
  let trace = 0;
  for (const k of [0, 1, 2, 4, 5, 6, 8, 9, 10]) trace += a[k] * b[k];
  return (Math.acos(Math.min(1, Math.max(-1, (trace - 1) / 2))) * 180) / Math.PI;
}

/** Distance between two translations, metres (RTE of Eq. 3). */
export function relativeTranslationError(a: RigidMotion, b: RigidMotion): number {
  return Math.hypot(a[3] - b[3], a[7] - b[7], a[11] - b[11]);
}
