import type { Random } from '@handbooster/torch/random';
import { type Camera, unprojectPixel } from '../../geometry/camera.js';
import {
  applyRigid,
  composeRigid,
  invertRigid,
  type RigidMotion,
  rigid,
  rotationOf,
} from '../../geometry/rigid-motion.js';
import {
  axisAngleToMatrix,
  matrixToAxisAngle,
  multiplyMatrices,
  rotateVector,
  transposeMatrix,
} from '../../geometry/rotations.js';
import { decodeHands } from '../../hand/decode-hands.js';
import type { HandFrame } from '../../hand/hand-frame.js';
import type { HandModel } from '../../hand/model/hand-model.js';
import type { SceneFrame } from '../motion/sequence-scene.js';
import { lookAt } from '../plan/camera-rig.js';
import type { WildOptions } from '../plan/wild-options.js';

const DEGREE = Math.PI / 180;
/** Extent of an open hand, metres, and the nearest that it comes to a camera. */
const HAND = 0.19;
const NEAREST = 0.2;
/** Where the light's shadows are drawn, metres in the table's frame. */
const MIDDLE = [0, -0.02, 0.1] as const;
/** Least height of the hand's lowest point and of the camera over the table, metres. */
const CLEARANCE = 0.004;
const LOWEST_CAMERA = 0.05;
/** From the wrist to the shoulder along the arm, metres. */
const ARM = 0.5;

/** One moment as it is photographed: everything in the frame of light and rooms (the table's). */
export interface WildShot {
  tableFromCamera: RigidMotion;
  moment: SceneFrame;
  shoulder: number[];
}

export interface WildSubject {
  model: HandModel;
  frame: HandFrame;
  betas: Float32Array;
}

/**
 * Turns and places a moment before a camera: the hand in any direction, more often upright, as large as the
 * options say and mostly within the picture; the camera at any height and a little askew.
 *
 * @param moment in a frame of its own
 * @param middle (3) of the hand in the camera's frame; drawn where null
 */
export function composeShot(
  random: Random,
  { model, frame, betas }: WildSubject,
  moment: SceneFrame,
  camera: Camera,
  { handSize }: Pick<WildOptions, 'handSize'>,
  middle: ArrayLike<number> | null = null,
): WildShot {
  const hand = decodeHands(model, moment.pose, betas, moment.translation);
  const root = axisAngleToMatrix(moment.pose);
  const turn = multiplyMatrices(drawTurn(random, frame, model.side), transposeMatrix(root));
  const place = middle ?? drawPlace(random, camera, handSize);
  const center = rotateVector(turn, centerOf(hand.joints));
  const cameraFromMoment = rigid(
    turn,
    center.map((value, k) => place[k] - value),
  );
  const tableFromCamera = drawCamera(random, Math.hypot(place[0], place[1], place[2]));
  const vertices = applyRigid(composeRigid(tableFromCamera, cameraFromMoment), hand.vertices);
  let low = Number.POSITIVE_INFINITY;
  for (let i = 2; i < vertices.length; i += 3) low = Math.min(low, vertices[i]);
  // The camera and all it sees are lifted over the table, which would hide them from below.
  tableFromCamera[11] += Math.max(0, CLEARANCE - low, LOWEST_CAMERA - tableFromCamera[11]);
  const tableFromMoment = composeRigid(tableFromCamera, cameraFromMoment);
  const rest = decodeHands(model, new Float32Array(48), betas).joints.slice(0, 3);
  const moved = moveMoment(tableFromMoment, moment, rest);
  const backward = rotateVector(axisAngleToMatrix(moved.pose), frame.forward).map((x) => -x);
  const arm = backward.map((x) => x + random.normal(0, 0.25));
  const length = Math.hypot(...arm);
  const shoulder = Array.from(arm, (x, k) => rest[k] + moved.translation[k] + (ARM * x) / length);
  return { tableFromCamera, moment: moved, shoulder };
}

/** A turn of the hand in the camera's frame (9): fingers anywhere, more often up; the palm to any side. */
function drawTurn(random: Random, frame: HandFrame, side: HandModel['side']): Float64Array {
  const fromUp = random.uniform() < 0.6 ? random.normal(0, 45 * DEGREE) : random.uniform(-Math.PI, Math.PI);
  const away = Math.max(-75, Math.min(75, random.normal(0, 28))) * DEGREE;
  const forward = [Math.sin(fromUp) * Math.cos(away), -Math.cos(fromUp) * Math.cos(away), Math.sin(away)];
  const about = random.uniform(0, 2 * Math.PI);
  const first = unit(cross(forward, Math.abs(forward[2]) < 0.9 ? [0, 0, 1] : [1, 0, 0]));
  const second = cross(forward, first);
  const palm = first.map((x, k) => x * Math.cos(about) + second[k] * Math.sin(about));
  const radial = cross(forward, palm).map((x) => (side === 'right' ? x : -x));
  const wanted = [0, 1, 2].flatMap((k) => [forward[k], radial[k], palm[k]]);
  const own = [...frame.forward, ...frame.radial, ...frame.palm];
  return multiplyMatrices(wanted, own);
}

function drawPlace(random: Random, camera: Camera, handSize: WildOptions['handSize']): Float64Array {
  const size = random.uniform(...handSize);
  const side = Math.min(camera.width, camera.height);
  const distance = Math.max(NEAREST, (camera.fx * HAND) / (size * side));
  const room = Math.max(0, 1 - 0.9 * size) / 2;
  const offset = () => random.uniform(-room, room) + random.normal(0, 0.03);
  return unprojectPixel(
    camera,
    (camera.width - 1) / 2 + offset() * camera.width,
    (camera.height - 1) / 2 + offset() * camera.height,
    distance,
  );
}

/** A camera at that distance from the middle of the light, from a little below to straight above. */
function drawCamera(random: Random, distance: number): RigidMotion {
  const elevation = Math.max(-35, Math.min(85, random.normal(25, 28))) * DEGREE;
  const azimuth = random.uniform(0, 2 * Math.PI);
  const direction = [
    Math.cos(elevation) * Math.cos(azimuth),
    Math.cos(elevation) * Math.sin(azimuth),
    Math.sin(elevation),
  ];
  const position = MIDDLE.map((x, k) => x + distance * direction[k]);
  return lookAt(position, MIDDLE, random.normal(0, 0.15));
}

/** A moment in another frame; the root turns about the wrist. */
function moveMoment(motion: RigidMotion, moment: SceneFrame, wrist: Float32Array): SceneFrame {
  const pose = moment.pose.slice();
  pose.set(matrixToAxisAngle(multiplyMatrices(rotationOf(motion), axisAngleToMatrix(moment.pose))));
  const place = applyRigid(
    motion,
    wrist.map((w, k) => w + moment.translation[k]),
  );
  return {
    pose,
    translation: place.map((x, k) => x - wrist[k]),
    objectPoses: moment.objectPoses.map((own) => composeRigid(motion, own)),
  };
}

function centerOf(joints: Float32Array): number[] {
  const sum = [0, 0, 0];
  for (let i = 0; i < joints.length; i++) sum[i % 3] += joints[i];
  return sum.map((x) => (3 * x) / joints.length);
}

function cross(a: ArrayLike<number>, b: ArrayLike<number>): number[] {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

function unit(v: number[]): number[] {
  const length = Math.hypot(...v);
  return v.map((x) => x / length);
}

/** The cameras of several views of one moment, which stand to the first as in the rig. */
export function camerasBeside(
  tableFromFirst: RigidMotion,
  rig: readonly { cameraFromTable: RigidMotion; tableFromCamera: RigidMotion }[],
): { cameraFromTable: RigidMotion; tableFromCamera: RigidMotion }[] {
  return rig.map(({ tableFromCamera }) => {
    const own = composeRigid(tableFromFirst, composeRigid(rig[0].cameraFromTable, tableFromCamera));
    return { tableFromCamera: own, cameraFromTable: invertRigid(own) };
  });
}
