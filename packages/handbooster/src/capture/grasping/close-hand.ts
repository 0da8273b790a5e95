import { segmentDistance } from '../../geometry/distance/segment-distance.js';
import type { SignedDistanceGrid } from '../../geometry/distance/signed-distance-grid.js';
import { applyRigid } from '../../geometry/rigid-motion.js';
import { matrixToAxisAngle } from '../../geometry/rotations.js';
import { decodeHands } from '../../hand/decode-hands.js';
import { partOfVertex } from '../../hand/hand-parts.js';
import { type JointLimits, jointLimits } from '../../hand/joint-limits.js';
import type { HandModel } from '../../hand/model/hand-model.js';
import { FINGER_JOINTS, FINGERS } from '../../hand/model/hand-skeleton.js';
import { type Preshape, poseOfAngles, preshapeAngles } from './preshape.js';
import type { Stand } from './standing-object.js';

/**
 * Where a hand in a pre-shape comes from, before anything touches. Table frame, the object over the origin.
 */
export interface Placement {
  /** (9) table from hand at rest. */
  rotation: Float64Array;
  /** (3) unit, the way the hand moves. */
  approach: ArrayLike<number>;
  /** (3) the place that the seat is brought to. */
  target: ArrayLike<number>;
  /** Metres that lie between thumb and fingers: how wide the hand opens on its way. */
  span: number;
}

/** A hand closed round an object. Table frame, the object over the origin. */
export interface ClosedHand {
  /** (48) and (3): closed, and open in the same place. */
  pose: Float32Array;
  openPose: Float32Array;
  translation: Float32Array;
  /**
   * Thumb, index, middle, ring, little: vertices that touch, and their mean surface normal (pointing at the
   * hand).
   */
  contacts: { count: number; normal: number[]; links: number }[];
  /** The same for the palm. */
  palm: { count: number; normal: number[] };
  /** Mean place of all contacts; null without any. */
  center: number[] | null;
  /** Greatest depth of a vertex inside the object, metres, at least 0. */
  depth: number;
  /** Lowest vertex, metres over the table. */
  lowest: number;
}

/** Hand and object are said to touch below this distance, metres. */
const TOUCH = 0.0015;
/** A finger stops when it is this deep in something (the surface of a finger gives way as much). */
const GIVE = 0.0003;
/** Thumb and fingers keep this far apart, measured between their bones. */
const BONES_APART = 0.0125;
const LEAST_STEP = 0.006;

/** Closes hands of one model and shape round objects. */
export class HandCloser {
  readonly #model: HandModel;
  readonly #betas: ArrayLike<number>;
  readonly #limits: JointLimits;
  readonly #parts: Uint8Array;

  constructor(model: HandModel, betas: ArrayLike<number>) {
    this.#model = model;
    this.#betas = betas;
    this.#limits = jointLimits(model);
    this.#parts = partOfVertex(model);
  }

  /**
   * Brings the open hand along `approach` until it touches or its seat has arrived, then closes every digit,
   * joint by joint: all joints of a digit turn together; when a phalanx touches the object (or the table),
   * the joints before it stop and those after it go on.
   */
  close(preshape: Preshape, placement: Placement, field: SignedDistanceGrid, stand: Stand): ClosedHand {
    const widest = preshapeAngles(preshape, 'open');
    const closed = preshapeAngles(preshape, 'closed');
    const root = matrixToAxisAngle(placement.rotation);
    const poseOf = (angles: Float32Array) => {
      const pose = new Float32Array(48);
      pose.set(root);
      pose.set(poseOfAngles(this.#limits, angles), 3);
      return pose;
    };
    // A hand that grips with its fingertips opens as far as the object is wide and a little more: then the
    // tips close nearly level, and get hold of flat things on a table.
    const pads = preshape.seat === 'pads';
    const open = pads
      ? between(widest, closed, this.#opening(preshape, poseOf, placement.span + 0.036))
      : widest;
    const arrival = pads
      ? between(widest, closed, this.#opening(preshape, poseOf, placement.span + 0.016))
      : open;
    const openPose = poseOf(open);
    const translation = this.#bring(preshape, placement, openPose, poseOf(arrival), field, stand);
    const distances = (vertices: Float32Array) => fieldDistances(vertices, field, stand);

    const angles = open.slice();
    const digits = FINGERS.map((finger) => ({
      joints: FINGER_JOINTS[finger],
      frozen: 0,
      progress: 0,
      step: 0.08,
      done: false,
    }));
    const proposed = angles.slice();
    for (let round = 0; round < 90 && digits.some((digit) => !digit.done); round++) {
      proposed.set(angles);
      for (const digit of digits) {
        if (digit.done) continue;
        const to = Math.min(1, digit.progress + digit.step);
        for (let k = digit.frozen; k < 3; k++) {
          const at = (digit.joints[k] - 1) * 3;
          for (let m = 0; m < 3; m++) proposed[at + m] = open[at + m] + (closed[at + m] - open[at + m]) * to;
        }
      }
      const { vertices, joints } = decodeHands(this.#model, poseOf(proposed), this.#betas, translation);
      const nearest = this.#nearestOfParts(vertices, distances(vertices));
      const crossed = bonesTooNear(joints);
      digits.forEach((digit, d) => {
        if (digit.done) return;
        let hit = digit.joints.findIndex((joint) => nearest[joint] < -GIVE);
        if (hit < 0 && crossed[d]) hit = 2;
        if (hit < 0) {
          digit.progress = Math.min(1, digit.progress + digit.step);
          for (let k = digit.frozen; k < 3; k++) {
            const at = (digit.joints[k] - 1) * 3;
            for (let m = 0; m < 3; m++) angles[at + m] = proposed[at + m];
          }
          if (digit.progress >= 1) digit.done = true;
        } else if (digit.step > LEAST_STEP) {
          digit.step /= 2;
        } else {
          // What lies before the phalanx that touches stays; what lies after it goes on.
          if (hit < digit.frozen || hit >= 2) digit.done = true;
          else {
            digit.frozen = hit + 1;
            digit.step = 0.08;
          }
        }
      });
    }
    const pose = poseOf(angles);
    return this.#describe(pose, openPose, translation, field, stand);
  }

  /** How far closed (0 ... 0.85) the gap between the thumb's and the fingers' tips is still `gap` metres. */
  #opening(preshape: Preshape, poseOf: (angles: Float32Array) => Float32Array, gap: number): number {
    const widest = preshapeAngles(preshape, 'open');
    const closed = preshapeAngles(preshape, 'closed');
    const tips = preshape.touching.map((finger) => 4 * (FINGERS.indexOf(finger) + 1));
    for (let t = 0.85; t > 0; t -= 0.05) {
      const { joints } = decodeHands(this.#model, poseOf(between(widest, closed, t)), this.#betas);
      const apart = [0, 1, 2].map(
        (k) => joints[12 + k] - tips.reduce((sum, tip) => sum + joints[tip * 3 + k] / tips.length, 0),
      );
      if (Math.hypot(...apart) >= gap) return t;
    }
    return 0;
  }

  /** Where the hand's seat is, for the hand at rest turned by `pose`'s root at translation 0. */
  #seat(preshape: Preshape, pose: Float32Array): number[] {
    const { joints } = decodeHands(this.#model, pose, this.#betas);
    const point = (i: number) => [joints[i * 3], joints[i * 3 + 1], joints[i * 3 + 2]];
    const mean = (points: number[][]) =>
      [0, 1, 2].map((k) => points.reduce((sum, p) => sum + p[k], 0) / points.length);
    if (preshape.seat === 'palm') return mean([point(0), point(5), point(9), point(13), point(17), point(9)]);
    if (preshape.seat === 'side') return mean([point(4), point(6), point(7)]);
    const tips = preshape.touching.map((finger) => point(4 * (FINGERS.indexOf(finger) + 1)));
    return mean([point(4), mean(tips)]);
  }

  #bring(
    preshape: Preshape,
    placement: Placement,
    openPose: Float32Array,
    arrivalPose: Float32Array,
    field: SignedDistanceGrid,
    stand: Stand,
  ): Float32Array {
    const { approach, target } = placement;
    const seat = this.#seat(preshape, arrivalPose);
    const { vertices } = decodeHands(this.#model, openPose, this.#betas);
    // Arrived: the seat lies on the target (a palm stops earlier, at the surface).
    const arrived = [0, 1, 2].map((k) => target[k] - seat[k]);
    let back = 0.16;
    const moved = new Float32Array(vertices.length);
    for (let i = 0; i < 60; i++) {
      for (let v = 0; v < vertices.length; v++) {
        moved[v] = vertices[v] + arrived[v % 3] - back * approach[v % 3];
      }
      const near = fieldDistances(moved, field, stand).reduce((least, d) => Math.min(least, d), 1);
      if (near < 0.0012) break;
      if (back === 0) break;
      back = Math.max(0, back - Math.max(0.0006, near - 0.0008));
    }
    return Float32Array.from([0, 1, 2].map((k) => arrived[k] - back * approach[k]));
  }

  #nearestOfParts(vertices: Float32Array, distances: Float32Array): Float64Array {
    const nearest = new Float64Array(16).fill(1);
    for (let v = 0; v < vertices.length / 3; v++) {
      const part = this.#parts[v];
      if (distances[v] < nearest[part]) nearest[part] = distances[v];
    }
    return nearest;
  }

  #describe(
    pose: Float32Array,
    openPose: Float32Array,
    translation: Float32Array,
    field: SignedDistanceGrid,
    stand: Stand,
  ): ClosedHand {
    const { vertices } = decodeHands(this.#model, pose, this.#betas, translation);
    const local = applyRigid(stand.objectFromTable, vertices);
    const { distances, gradients } = field.sample(local);
    const r = stand.tableFromObject;
    const touched = Array.from({ length: 6 }, () => ({
      count: 0,
      normal: [0, 0, 0],
      links: new Set<number>(),
    }));
    const center = [0, 0, 0];
    let total = 0;
    let depth = 0;
    let lowest = Number.POSITIVE_INFINITY;
    for (let v = 0; v < distances.length; v++) {
      lowest = Math.min(lowest, vertices[v * 3 + 2]);
      const d = distances[v];
      if (d > TOUCH) continue;
      depth = Math.max(depth, -d);
      const part = this.#parts[v];
      const digit = part === 0 ? 5 : FINGERS.findIndex((finger) => FINGER_JOINTS[finger].includes(part));
      const contact = touched[digit];
      contact.count++;
      contact.links.add(part);
      total++;
      const [gx, gy, gz] = [gradients[v * 3], gradients[v * 3 + 1], gradients[v * 3 + 2]];
      for (let k = 0; k < 3; k++) {
        contact.normal[k] += r[k * 4] * gx + r[k * 4 + 1] * gy + r[k * 4 + 2] * gz;
        center[k] += vertices[v * 3 + k];
      }
    }
    const finished = touched.map(({ count, normal, links }) => {
      const length = Math.hypot(...normal) || 1;
      return { count, normal: normal.map((x) => x / length), links: links.size };
    });
    return {
      pose,
      openPose,
      translation,
      contacts: finished.slice(0, 5),
      palm: finished[5],
      center: total > 0 ? center.map((x) => x / total) : null,
      depth,
      lowest,
    };
  }
}

/** Distances (V) to the object or the table, whichever is nearer. */
function fieldDistances(vertices: Float32Array, field: SignedDistanceGrid, stand: Stand): Float32Array {
  const { distances } = field.sample(applyRigid(stand.objectFromTable, vertices));
  for (let v = 0; v < distances.length; v++) {
    const table = vertices[v * 3 + 2] - 0.0015;
    if (table < distances[v]) distances[v] = table;
  }
  return distances;
}

function between(a: Float32Array, b: Float32Array, t: number): Float32Array {
  return a.map((v, i) => v + t * (b[i] - v));
}

/** For each digit whether the thumb's bones and its own come too near; the thumb (0) where any does. */
function bonesTooNear(joints: Float32Array): boolean[] {
  const out = [false, false, false, false, false];
  for (let finger = 1; finger < 5; finger++) {
    for (const thumb of [2, 3]) {
      for (const bone of [2, 3]) {
        if (
          segmentDistance(joints, thumb, thumb + 1, finger * 4 + bone, finger * 4 + bone + 1) < BONES_APART
        ) {
          out[0] = true;
          out[finger] = true;
        }
      }
    }
  }
  return out;
}
