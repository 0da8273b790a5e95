import { Random } from '@handbooster/torch/random';
import { mirrorMotion } from '../../datasets/sample/mirror-motion.js';
import { composeRigid, type RigidMotion, rigid } from '../../geometry/rigid-motion.js';
import {
  axisAngleToMatrix,
  matrixToAxisAngle,
  multiplyMatrices,
  rotateVector,
} from '../../geometry/rotations.js';
import { decodeHands } from '../../hand/decode-hands.js';
import { handFrame } from '../../hand/hand-frame.js';
import type { HandModel, HandSide } from '../../hand/model/hand-model.js';
import { mirrorPoints, mirrorPose } from '../../hand/model/mirror-hand.js';
import { type ClosedHand, HandCloser, type Placement } from '../grasping/close-hand.js';
import type { ObjectGrasps } from '../grasping/grasp-library.js';
import { graspAttempt, graspScore } from '../grasping/grasp-score.js';
import { type GraspSeed, placementOf, varySeed } from '../grasping/grasp-seed.js';
import { PRESHAPES } from '../grasping/preshape.js';
import { mirroredObject, type Stand, type StandingObject } from '../grasping/standing-object.js';
import { wristBend } from '../people/arm-curve.js';
import type { Subject } from '../people/subjects.js';
import type { CaptureOptions } from '../plan/capture-options.js';
import type { SequencePlan } from '../plan/capture-plan.js';
import { drawMotion, type Moment, type MotionPlan, momentAt } from './sequence-motion.js';

/** Everything that moves in a sequence, frame by frame, in the table's frame. */
export interface SequenceScene {
  side: HandSide;
  subject: Subject;
  /** Indices of the objects, the grasped one first. */
  objects: number[];
  frames: SceneFrame[];
  /** The grasp as it was found (a right hand's; mirrored for a left one). */
  grasp: { preshape: string; score: number; depth: number };
}

export interface SceneFrame {
  /** (48) and (3): the hand as it is in the picture. */
  pose: Float32Array;
  translation: Float32Array;
  /** Table from object, one an entry of `objects`. */
  objectPoses: RigidMotion[];
}

const FOREARM = 0.25;
const UPPER_ARM = 0.3;

/**
 * Stages a sequence: closes the subject's hand round the object, moves both, sets the other objects on the
 * table.
 */
export function stageSequence(
  plan: SequencePlan,
  options: CaptureOptions,
  rightHand: HandModel,
  subject: Subject,
  objects: readonly StandingObject[],
  grasps: readonly ObjectGrasps[],
): SequenceScene {
  const random = new Random(options.seed, 'capture', plan.item);
  const left = plan.side === 'left';
  const object = left ? mirroredObject(objects[plan.object]) : objects[plan.object];
  const { seed, closed, score } = graspObject(
    random.fork('grasp'),
    rightHand,
    subject,
    object,
    graspChoices(plan, options, grasps[plan.object]),
  );
  const stand = object.stands[seed.stand];
  const rest = decodeHands(rightHand, new Float32Array(48), subject.betas);
  const wrist = rest.joints.slice(0, 3);
  const motion = drawWay(random.fork('motion'), rightHand, subject, seed, closed, stand, wrist);
  const frames: SceneFrame[] = [];
  const count = plan.frames;
  const jitter = random.fork('time');
  for (let frame = 0; frame < count; frame++) {
    const time = (frame + 0.5 + jitter.uniform(-0.35, 0.35)) / count;
    const moment = momentAt(motion, closed, stand, wrist, time);
    frames.push(left ? mirrorMoment(moment) : { ...moment, objectPoses: [moment.tableFromObject] });
  }
  const others = setOut(random.fork('bystanders'), plan, options.bystanders, objects, frames, rest.vertices);
  for (const frame of frames) frame.objectPoses.push(...others.map((other) => other.tableFromObject));
  return {
    side: plan.side,
    subject,
    objects: [plan.object, ...others.map((other) => other.object)],
    frames: frames.map(({ pose, translation, objectPoses }) => ({ pose, translation, objectPoses })),
    grasp: { preshape: seed.preshape, score, depth: closed.depth },
  };
}

/**
 * The planned grasp, then the others of the same kind (training or unseen) in case it does not fit this hand.
 */
function graspChoices(plan: SequencePlan, options: CaptureOptions, grasps: ObjectGrasps): GraspSeed[] {
  const unseen = plan.grasp >= options.trainingGrasps;
  const list = unseen ? grasps.unseen : grasps.training;
  const first = (unseen ? plan.grasp - options.trainingGrasps : plan.grasp) % list.length;
  return list.map((_, i) => list[(first + i) % list.length]);
}

function graspObject(
  random: Random,
  model: HandModel,
  subject: Subject,
  object: StandingObject,
  seeds: readonly GraspSeed[],
): { seed: GraspSeed; closed: ClosedHand; score: number } {
  const closer = new HandCloser(model, subject.betas);
  const frame = handFrame(model);
  let best: { seed: GraspSeed; closed: ClosedHand; score: number } | null = null;
  for (const original of seeds) {
    const preshape = PRESHAPES.find((p) => p.name === original.preshape);
    if (preshape === undefined) continue;
    for (let attempt = 0; attempt < 8; attempt++) {
      // Nobody grasps twice alike; where the variation fails, less of it.
      const seed = varySeed(
        random,
        original,
        attempt === 0 ? 1 : attempt < 5 ? 0.6 : attempt === 5 ? 0 : 1.4,
      );
      const placement: Placement = placementOf(seed, preshape, frame);
      const stand = object.stands[seed.stand];
      const closed = closer.close(preshape, placement, object.field, stand);
      const score = graspScore(closed, preshape, stand);
      if (score > 0) return { seed, closed, score };
      const attempted = graspAttempt(closed);
      if (best === null || attempted > best.score) best = { seed, closed, score: attempted };
    }
  }
  if (best === null) throw new RangeError(`${object.model.name}: there is no grasp of it`);
  // It happens to few in a hundred that nothing holds firmly; then the nearest to it is recorded, as people
  // fumble too.
  return best;
}

/** Where the object stands and goes, so that the arm can follow without breaking its wrist. */
function drawWay(
  random: Random,
  model: HandModel,
  subject: Subject,
  seed: GraspSeed,
  closed: ClosedHand,
  stand: Stand,
  wrist: Float32Array,
): MotionPlan {
  const forward = handFrame(model).forward;
  const bendOf = (moment: Moment) => {
    const backward = rotateVector(axisAngleToMatrix(moment.pose), forward).map((x) => -x);
    const at = [0, 1, 2].map((k) => wrist[k] + moment.translation[k]);
    return wristBend(at, backward, subject.shoulder, FOREARM, UPPER_ARM);
  };
  // Of all ways to turn the object on the table, the one that suits the arm.
  const place = [random.uniform(-0.1, 0.08), random.uniform(-0.08, 0.09)];
  let bestYaw = 0;
  let bestBend = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < 24; k++) {
    const yaw = (k * Math.PI) / 12;
    const start = standAt(place[0], place[1], yaw);
    const bend = bendOf({
      pose: withRoot(closed.pose, start),
      translation: movedTranslation(closed, wrist, start),
      tableFromObject: start,
    });
    if (bend > bestBend) {
      bestBend = bend;
      bestYaw = yaw;
    }
  }
  const yaw = bestYaw + random.normal(0, 0.16);
  const start = standAt(place[0], place[1], yaw);
  const relaxed = relaxedFingers(random, closed.openPose);
  let best: MotionPlan | null = null;
  let bestWorst = Number.NEGATIVE_INFINITY;
  for (let attempt = 0; attempt < 5; attempt++) {
    const angle = random.uniform(0, 2 * Math.PI);
    const far = random.uniform(0.05, 0.18);
    const to = [
      Math.max(-0.17, Math.min(0.15, place[0] + far * Math.cos(angle))),
      Math.max(-0.1, Math.min(0.12, place[1] + far * Math.sin(angle))),
    ];
    const end = standAt(to[0], to[1], yaw + random.normal(0, 0.3));
    const plan = drawMotion(random, start, end, seed.approach, relaxed);
    const worst = Math.min(
      ...[0.55, 0.7, 0.95].map((time) => bendOf(momentAt(plan, closed, stand, wrist, time))),
    );
    if (worst > bestWorst) {
      best = plan;
      bestWorst = worst;
    }
  }
  return best as MotionPlan;
}

/** Fingers of a hand under way: a little more curled than about to grasp. */
function relaxedFingers(random: Random, openPose: Float32Array): Float32Array {
  const amount = random.uniform(0.3, 0.9);
  return openPose.slice(3).map((x) => x * amount);
}

function standAt(x: number, y: number, yaw: number): RigidMotion {
  const c = Math.cos(yaw);
  const s = Math.sin(yaw);
  return rigid([c, -s, 0, s, c, 0, 0, 0, 1], [x, y, 0]);
}

function withRoot(pose: Float32Array, motion: RigidMotion): Float32Array {
  const r = [
    motion[0],
    motion[1],
    motion[2],
    motion[4],
    motion[5],
    motion[6],
    motion[8],
    motion[9],
    motion[10],
  ];
  const turned = multiplyMatrices(r, axisAngleToMatrix(pose));
  const out = pose.slice();
  out.set(matrixToAxisAngle(turned));
  return out;
}

function movedTranslation(closed: ClosedHand, wrist: Float32Array, m: RigidMotion): Float32Array {
  const p = [0, 1, 2].map((k) => wrist[k] + closed.translation[k]);
  return Float32Array.from(
    [0, 4, 8],
    (row, k) => m[row] * p[0] + m[row + 1] * p[1] + m[row + 2] * p[2] + m[row + 3] - wrist[k],
  );
}

function mirrorMoment(moment: Moment): SceneFrame {
  return {
    pose: mirrorPose(moment.pose),
    translation: mirrorPoints(moment.translation),
    objectPoses: [mirrorMotion(moment.tableFromObject)],
  };
}

/** Sets other objects on the table, clear of where hand and object come and go. */
function setOut(
  random: Random,
  plan: SequencePlan,
  most: number,
  objects: readonly StandingObject[],
  frames: readonly SceneFrame[],
  handAtRest: Float32Array,
): { object: number; tableFromObject: RigidMotion }[] {
  const taken: [number, number, number][] = [];
  const own = reach(objects[plan.object]);
  for (const { objectPoses, translation } of frames) {
    taken.push([objectPoses[0][3], objectPoses[0][7], own]);
    // The hand: about where its middle is (a wrist's place and half its length either way).
    taken.push([handAtRest[0] + translation[0], handAtRest[1] + translation[1], 0.1]);
  }
  const out: { object: number; tableFromObject: RigidMotion }[] = [];
  for (const index of plan.bystanders) {
    if (out.length >= most) break;
    const object = objects[index];
    const radius = reach(object);
    for (let attempt = 0; attempt < 60; attempt++) {
      const x = random.uniform(-0.36, 0.36);
      const y = random.uniform(-0.12, 0.3);
      const yaw = random.uniform(0, 2 * Math.PI);
      if (taken.some(([tx, ty, r]) => Math.hypot(x - tx, y - ty) < radius + r + 0.015)) continue;
      taken.push([x, y, radius]);
      const stand = random.choice(object.stands);
      out.push({ object: index, tableFromObject: composeRigid(standAt(x, y, yaw), stand.tableFromObject) });
      break;
    }
  }
  return out;
}

/** How far an object reaches from its middle along the table. */
function reach(object: StandingObject): number {
  return Math.max(
    ...object.stands.map(({ bounds }) =>
      Math.hypot(Math.max(-bounds[0], bounds[3]), Math.max(-bounds[1], bounds[4])),
    ),
  );
}
