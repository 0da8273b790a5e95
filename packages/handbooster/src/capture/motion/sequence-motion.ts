import type { Random } from '@handbooster/torch/random';
import { composeRigid, type RigidMotion, rigid } from '../../geometry/rigid-motion.js';
import {
  axisAngleToMatrix,
  axisAngleToQuaternion,
  matrixToAxisAngle,
  multiplyMatrices,
  multiplyQuaternions,
  quaternionToAxisAngle,
} from '../../geometry/rotations.js';
import type { ClosedHand } from '../grasping/close-hand.js';
import type { Stand } from '../grasping/standing-object.js';

/** Hand and object at one moment, in the table's frame. A right hand's. */
export interface Moment {
  /** (48) and (3) metres. */
  pose: Float32Array;
  translation: Float32Array;
  tableFromObject: RigidMotion;
}

/** What a sequence's motion is made of. */
export interface MotionPlan {
  /**
   * From the frame the grasp was found in (object over the origin) to the table's, at the start and the end.
   */
  start: RigidMotion;
  end: RigidMotion;
  /** Where the hand comes from, relative to where it grasps, metres. */
  retreat: readonly number[];
  /** Turn of the hand while it comes, axis-angle. */
  swing: readonly number[];
  /** Height and turn (axis-angle) of the object at the top of its way. */
  height: number;
  tilt: readonly number[];
  /** (45) fingers on the way to the object. */
  relaxed: Float32Array;
}

/**
 * When each phase of a sequence begins, in shares of its time: coming, closing, lifting, carrying, putting
 * down, rest.
 */
export const PHASES = { close: 0.2, lift: 0.3, carry: 0.46, lower: 0.74, rest: 0.9 } as const;

/** Draws how a hand comes, where it carries the object and how high. */
export function drawMotion(
  random: Random,
  start: RigidMotion,
  end: RigidMotion,
  approach: readonly number[],
  relaxed: Float32Array,
): MotionPlan {
  const back = random.uniform(0.1, 0.17);
  const way = [start[0], start[4], start[8]].map(
    (_, k) => start[k * 4] * approach[0] + start[k * 4 + 1] * approach[1] + start[k * 4 + 2] * approach[2],
  );
  return {
    start,
    end,
    // Back the way it will come, towards the person and up.
    retreat: [-back * way[0] * 0.8, -back * way[1] * 0.8 - 0.05, -back * way[2] + 0.05],
    swing: [random.normal(0, 0.16), random.normal(0, 0.16), random.normal(0, 0.16)],
    height: random.uniform(0.06, 0.17),
    tilt: [random.normal(0, 0.2), random.normal(0, 0.2), random.normal(0, 0.15)],
    relaxed,
  };
}

/**
 * Hand and object at a time in 0 ... 1. `wrist` (3) is the wrist joint at rest, about which the root turns.
 */
export function momentAt(
  plan: MotionPlan,
  grasp: ClosedHand,
  stand: Stand,
  wrist: ArrayLike<number>,
  time: number,
): Moment {
  const { close, lift, lower, rest } = PHASES;
  const moved = time <= lift ? 0 : time >= rest ? 1 : ease((time - lift) / (rest - lift));
  const raised = bump(time, lift, PHASES.carry, lower, rest);
  const carried = between(plan, moved, raised);
  const grip = ease((time - close) / (lift - close));
  const pose = new Float32Array(48);
  const open = Math.min(1, Math.max(0, (time - 0.02) / (close - 0.02)));
  for (let i = 3; i < 48; i++) {
    const coming = plan.relaxed[i - 3] + (grasp.openPose[i] - plan.relaxed[i - 3]) * ease(open);
    pose[i] = coming + (grasp.pose[i] - coming) * grip;
  }
  // The hand goes with the object; before it has come, it is some way off.
  const away = 1 - ease(time / close);
  let rotation = multiplyMatrices(rotationOf(carried), axisAngleToMatrix(grasp.pose));
  if (away > 0) rotation = multiplyMatrices(axisAngleToMatrix(plan.swing.map((x) => x * away)), rotation);
  pose.set(matrixToAxisAngle(rotation));
  const place = [0, 1, 2].map((k) => wrist[k] + grasp.translation[k]);
  const translation = Float32Array.from([0, 1, 2], (k) => {
    const at = carried[k * 4] * place[0] + carried[k * 4 + 1] * place[1] + carried[k * 4 + 2] * place[2];
    return at + carried[k * 4 + 3] + away * plan.retreat[k] - wrist[k];
  });
  return { pose, translation, tableFromObject: composeRigid(carried, stand.tableFromObject) };
}

/** The grasp's frame on its way: a straight line with an arc over it, and the tilt at its top. */
function between(plan: MotionPlan, moved: number, raised: number): RigidMotion {
  const turn = axisAngleToMatrix(plan.tilt.map((x) => x * raised));
  const rotation = multiplyMatrices(turn, slerp(rotationOf(plan.start), rotationOf(plan.end), moved));
  const at = [3, 7, 11].map((k) => plan.start[k] + (plan.end[k] - plan.start[k]) * moved);
  at[2] += plan.height * raised;
  return rigid(rotation, at);
}

function slerp(a: Float64Array, b: Float64Array, t: number): Float64Array {
  if (t <= 0) return a;
  const qa = axisAngleToQuaternion(matrixToAxisAngle(a));
  const qb = axisAngleToQuaternion(matrixToAxisAngle(b));
  const relative = quaternionToAxisAngle(multiplyQuaternions(qb, [qa[0], -qa[1], -qa[2], -qa[3]]));
  return multiplyMatrices(axisAngleToMatrix(relative.map((x) => x * t)), a);
}

/** 0 until `a`, 1 between `b` and `c`, 0 from `d`. */
function bump(t: number, a: number, b: number, c: number, d: number): number {
  return Math.min(ease((t - a) / (b - a)), ease((d - t) / (d - c)));
}

function ease(t: number): number {
  const c = Math.min(1, Math.max(0, t));
  return c * c * (3 - 2 * c);
}

function rotationOf(m: RigidMotion): Float64Array {
  return Float64Array.of(m[0], m[1], m[2], m[4], m[5], m[6], m[8], m[9], m[10]);
}
