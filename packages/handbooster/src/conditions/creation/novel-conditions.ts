import { sampleBox } from '../../datasets/crop/crop-and-augment.js';
import type { HandLabel, ObjectLabel, Sample } from '../../datasets/sample/sample.js';
import { type Camera, projectPoints } from '../../geometry/camera.js';
import {
  applyRigid,
  composeRigid,
  type RigidMotion,
  rigid,
  rotationOf,
  translationOf,
} from '../../geometry/rigid-motion.js';
import {
  axisAngleToMatrix,
  matrixToAxisAngle,
  multiplyMatrices,
  rotateVector,
  transposeMatrix,
} from '../../geometry/rotations.js';
import { decodeHands } from '../../hand/decode-hands.js';
import { handOrientation as orientationOf } from '../../hand/hand-orientation.js';
import type { HandModel } from '../../hand/model/hand-model.js';
import type { Condition } from './condition.js';
import type { GraspFit, NovelGrasp } from './novel-grasp.js';
import { nearestDepth, type ObjectExtents } from './object-extents.js';

/** Why a condition cannot be used. */
export type ConditionFault = 'behind-camera' | 'out-of-view' | 'object-too-near' | 'no-object-to-follow';

/** What of a novel grasp takes the reference's place: its hand, or its object. */
export type GraspPlacement = 'hand' | 'object';

/** Nothing may be nearer to the camera than this, metres: it would fill the picture. */
const NEAREST = 0.15;
const NO_EXTENTS: ObjectExtents = new Map();
/** At least this share of the 21 joints lies inside the picture. */
const JOINTS_IN_VIEW = 0.8;

/**
 * A novel grasp seen as a training sample is seen (Sec. 3.3; release: `dexycb_preprocess`): the hand's
 * orientation is aligned to the reference's and turned on by `turn` about the wrist, the wrist stands where
 * the reference's does, and the object goes with the hand. The label is computed anew from the parameters, so
 * that it is exact.
 *
 * Placed by its object instead, the object stands as the reference's held one does, turned on about its
 * origin, and the hand goes with it.
 *
 * @param turn (9) rotation matrix applied after the alignment.
 * @param extents boxes of the objects, so that none reaches into the camera; without them only origins are
 * looked at.
 *
 * @example
 * ```ts
 * import { loadBuiltinHand, novelGraspCondition, readShards } from 'handbooster';
 * const shards = await readShards('shards');
 * const sample = await shards.load(0);
 * const turn = [0, 0, 1, 0, 1, 0, -1, 0, 0]; // a quarter about the vertical
 * const grasp = {
 *   id: 'grasp-0', object: { id: 1, name: 'box' },
 *   pose: new Float32Array(48), betas: new Float32Array(10), translation: [0.1, 0, 0],
 * };
 * const made = novelGraspCondition('novel-0', grasp, sample, turn, loadBuiltinHand());
 * console.log(typeof made === 'string' ? `cannot be seen: ${made}` : made.kind);
 * ```
 */
export function novelGraspCondition(
  id: string,
  grasp: NovelGrasp,
  reference: Sample,
  turn: ArrayLike<number>,
  model: HandModel,
  extents: ObjectExtents = NO_EXTENTS,
  placement: GraspPlacement = 'hand',
): Condition | ConditionFault {
  const wristInObject = wristOf(model, grasp.betas).map((value, k) => value + grasp.translation[k]);
  const graspRoot = axisAngleToMatrix(grasp.pose);
  const held = reference.objects[reference.grasped];
  let root: Float64Array;
  let wrist: ArrayLike<number>;
  let pose: RigidMotion;
  if (placement === 'object') {
    if (held === undefined) return 'no-object-to-follow';
    pose = rigid(multiplyMatrices(turn, rotationOf(held.pose)), translationOf(held.pose));
    root = multiplyMatrices(rotationOf(pose), graspRoot);
    wrist = applyRigid(pose, wristInObject);
  } else {
    root = multiplyMatrices(turn, axisAngleToMatrix(reference.hand.pose));
    // Camera axes from object axes: undo the grasp's root rotation, apply the new one.
    const cameraFromObject = multiplyMatrices(root, transposeMatrix(graspRoot));
    wrist = reference.joints.subarray(0, 3);
    const rotated = rotateVector(cameraFromObject, wristInObject);
    pose = rigid(
      cameraFromObject,
      [0, 1, 2].map((k) => reference.joints[k] - rotated[k]),
    );
  }
  return finish(model, extents, {
    id,
    kind: 'novel-grasp',
    source: grasp.id,
    reference,
    root,
    pose: grasp.pose,
    betas: grasp.betas,
    wrist,
    objects: [{ ...grasp.object, pose }],
    grasped: 0,
    fit: grasp.fit,
  });
}

/**
 * A new view of a real grasp (Sec. 3.3): hand and grasped object are turned about the wrist; the other
 * objects of the scene are left out, because the turned hand may run into them.
 *
 * @example
 * ```ts
 * import { loadBuiltinHand, novelViewCondition, readShards } from 'handbooster';
 * const shards = await readShards('shards');
 * const sample = await shards.load(0);
 * const turn = [0, 0, 1, 0, 1, 0, -1, 0, 0]; // a quarter about the vertical
 * const made = novelViewCondition('view-0', sample, turn, loadBuiltinHand());
 * console.log(typeof made === 'string' ? `cannot be seen: ${made}` : made.kind);
 * ```
 */
export function novelViewCondition(
  id: string,
  sample: Sample,
  turn: ArrayLike<number>,
  model: HandModel,
  extents: ObjectExtents = NO_EXTENTS,
): Condition | ConditionFault {
  const wrist = sample.joints.subarray(0, 3);
  const held = sample.objects[sample.grasped];
  return finish(model, extents, {
    id,
    kind: 'novel-view',
    source: sample.id,
    reference: sample,
    root: multiplyMatrices(turn, axisAngleToMatrix(sample.hand.pose)),
    pose: sample.hand.pose,
    betas: sample.hand.betas,
    wrist,
    objects: held === undefined ? [] : [{ ...held, pose: composeRigid(turnAbout(wrist, turn), held.pose) }],
    grasped: held === undefined ? -1 : 0,
  });
}

interface Draft {
  id: string;
  kind: Condition['kind'];
  source: string;
  reference: Sample;
  /** (9) the hand's root rotation in the camera's frame. */
  root: Float64Array;
  pose: ArrayLike<number>;
  betas: ArrayLike<number>;
  wrist: ArrayLike<number>;
  objects: ObjectLabel[];
  grasped: number;
  fit?: GraspFit;
}

function finish(model: HandModel, extents: ObjectExtents, draft: Draft): Condition | ConditionFault {
  const { camera } = draft.reference;
  const pose = Float32Array.from(draft.pose);
  pose.set(matrixToAxisAngle(draft.root));
  const rest = wristOf(model, draft.betas);
  const hand: HandLabel = {
    side: 'right',
    pose,
    betas: Float32Array.from(draft.betas),
    translation: Float32Array.from(rest, (value, k) => draft.wrist[k] - value),
    modelHash: model.hash,
  };
  const { joints, vertices } = decodeHands(model, pose, hand.betas, hand.translation);
  if (nearest(vertices) < NEAREST) return 'behind-camera';
  if (draft.objects.some((object) => nearestDepth(object, extents) < NEAREST)) return 'object-too-near';
  if (shareInView(camera, joints) < JOINTS_IN_VIEW) return 'out-of-view';
  const box = sampleBox({ camera, joints });
  if (box === null) return 'out-of-view';
  return {
    id: draft.id,
    kind: draft.kind,
    source: draft.source,
    reference: draft.reference.id,
    subject: draft.reference.subject,
    camera,
    hand,
    joints,
    objects: draft.objects,
    grasped: draft.grasped,
    box,
    orientation: orientationOf(hand.pose),
    ...(draft.fit === undefined ? {} : { fit: draft.fit }),
  };
}

/** The wrist of the model's rest pose for a shape (3): where its root turns about. */
function wristOf(model: HandModel, betas: ArrayLike<number>): Float32Array {
  return decodeHands(model, new Float32Array(48), betas).joints.subarray(0, 3);
}

function turnAbout(centre: ArrayLike<number>, turn: ArrayLike<number>): RigidMotion {
  const moved = rotateVector(turn, centre);
  return rigid(
    turn,
    [0, 1, 2].map((k) => centre[k] - moved[k]),
  );
}

function nearest(points: Float32Array): number {
  let z = Number.POSITIVE_INFINITY;
  for (let i = 2; i < points.length; i += 3) z = Math.min(z, points[i]);
  return z;
}

function shareInView(camera: Camera, joints: Float32Array): number {
  const pixels = projectPoints(camera, joints);
  let inside = 0;
  for (let i = 0; i < pixels.length; i += 2) {
    const [x, y] = [pixels[i], pixels[i + 1]];
    if (x >= 0 && y >= 0 && x <= camera.width - 1 && y <= camera.height - 1) inside++;
  }
  return inside / (pixels.length / 2);
}
