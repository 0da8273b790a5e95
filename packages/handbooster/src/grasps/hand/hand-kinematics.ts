import type { DistanceField } from '../../geometry/distance/distance-field.js';
import type { HandModel } from '../../hand/model/hand-model.js';
import { FollowedPoints, type HandPoints, type ShapedHand } from './followed-points.js';
import { ForceRecord } from './force-record.js';
import { poseJoints, rotationFeatures } from './pose-joints.js';
import { SkinPatches } from './skin-patches.js';

export type { HandPoints, ShapedHand };

/** Number of pose parameters of a grasp: translation (3), then 16 axis-angle rotations (48), root first. */
export const PARAMETERS = 51;

/**
 * Linear blend skinning of chosen points of a hand with hand-written derivatives, one hand at a time,
 * float64.
 *
 * The backward pass needs no chain of matrices: a joint's rotation moves everything below it rigidly, so the
 * derivative is the torque of the gradient "forces" about the joint. Forces are added sparsely (`addForce`),
 * so points that feel nothing cost nothing: of a thousand points a few dozen touch or penetrate. That is why
 * this is not written in tensors: a step of 64 grasps with all energy terms takes 6 to 8 ms of one core here
 * (600 points), 32 ms was tried with autograd, and the result has the same bits on every machine.
 */
export class HandKinematics {
  readonly model: HandModel;
  readonly pointCount: number;
  readonly vertexCount: number;
  /** (P, 3) posed points, after `forward`. */
  readonly points: Float64Array;
  /** (16, 3) posed joints, after `forward`. */
  readonly joints = new Float64Array(48);

  /** While set, forces are not added up: for energies whose gradient nobody asks for. */
  muted = false;

  readonly #followed: FollowedPoints;
  // Its rows, nearer at hand for the loops.
  readonly #start: Int32Array;
  readonly #joint: Int32Array;
  readonly #weight: Float64Array;
  readonly #correctiveStart: Int32Array;
  readonly #correctiveJoint: Int32Array;
  readonly #corrective: Float64Array;
  readonly #rest: Float64Array;
  readonly #local = new Float64Array(16 * 9);
  readonly #jacobian = new Float64Array(16 * 9);
  readonly #rotation = new Float64Array(16 * 9);
  readonly #offset = new Float64Array(16 * 3);
  readonly #force = new Float64Array(16 * 3);
  readonly #torque = new Float64Array(16 * 3);
  readonly #poseGradient = new Float64Array(135);
  #usesPoseGradient = false;
  /** (16, 9) own rotations minus one, which corrections are linear in, and (16) the largest entry of each. */
  readonly #feature = new Float64Array(16 * 9);
  readonly #turns = new Float64Array(16);
  #shaped: ShapedHand | null = null;
  /** (P) the pose a point was last placed in; poses are numbered. */
  readonly #placedIn: Float64Array;
  #pose = 0;
  readonly #record = new ForceRecord();
  #recording = false;

  constructor(model: HandModel, source: HandPoints) {
    this.model = model;
    const followed = new FollowedPoints(model, source);
    this.#followed = followed;
    this.#placedIn = new Float64Array(followed.pointCount);
    this.vertexCount = followed.vertexCount;
    this.pointCount = followed.pointCount;
    this.points = new Float64Array(this.pointCount * 3);
    this.#rest = new Float64Array(this.pointCount * 3);
    this.#start = followed.start;
    this.#joint = followed.joint;
    this.#weight = followed.weight;
    this.#correctiveStart = followed.correctiveStart;
    this.#correctiveJoint = followed.correctiveJoint;
    this.#corrective = followed.corrective;
  }

  /** Rest points and joints for shape coefficients (10 from `offset`). */
  shape(betas: ArrayLike<number>, offset = 0): ShapedHand {
    return this.#followed.shape(betas, offset);
  }

  /** Points in patches, to be passed over where they are nowhere near an object. */
  patches(points: ArrayLike<number>): SkinPatches {
    return new SkinPatches(this.#followed, points, this.shape(new Float64Array(10)).points);
  }

  /** Finds the patches that are outside of a solid in the present pose. */
  passOver(patches: SkinPatches, spheres: Float64Array, field: DistanceField): void {
    patches.passOver(field, spheres, this.#rotation, this.#offset, this.#turns);
  }

  /** Poses the hand: fills `points` and `joints` from 51 parameters at `offset`, and clears the forces. */
  forward(shaped: ShapedHand, parameters: ArrayLike<number>, offset = 0): void {
    this.pose(shaped, parameters, offset);
    for (let p = 0; p < this.pointCount; p++) this.place(p);
  }

  /** Poses the joints alone, and clears the forces; `place` then fills in the points that are asked about. */
  pose(shaped: ShapedHand, parameters: ArrayLike<number>, offset = 0): void {
    const local = this.#local;
    poseJoints(this.model.parents, shaped.joints, parameters, offset, {
      local,
      jacobian: this.#jacobian,
      rotation: this.#rotation,
      posed: this.joints,
      offset: this.#offset,
    });
    rotationFeatures(local, this.#feature, this.#turns);
    this.#shaped = shaped;
    this.#pose++;
    this.clearForces();
  }

  /** Fills in the rest position with pose corrections, and the posed position, of a point; once a pose. */
  place(p: number): void {
    if (this.#placedIn[p] === this.#pose) return;
    this.#placedIn[p] = this.#pose;
    const rotation = this.#rotation;
    const translation = this.#offset;
    const from = (this.#shaped as ShapedHand).points;
    let x = from[3 * p];
    let y = from[3 * p + 1];
    let z = from[3 * p + 2];
    const feature = this.#feature;
    const offsets = this.#corrective;
    const last = this.#correctiveStart[p + 1];
    for (let i = this.#correctiveStart[p]; i < last; i++) {
      const o = 27 * i;
      const r = 9 * this.#correctiveJoint[i];
      for (let e = 0; e < 9; e++) {
        const value = feature[r + e];
        x += offsets[o + e] * value;
        y += offsets[o + 9 + e] * value;
        z += offsets[o + 18 + e] * value;
      }
    }
    this.#rest[3 * p] = x;
    this.#rest[3 * p + 1] = y;
    this.#rest[3 * p + 2] = z;
    let px = 0;
    let py = 0;
    let pz = 0;
    const end = this.#start[p + 1];
    for (let i = this.#start[p]; i < end; i++) {
      const j = this.#joint[i];
      const w = this.#weight[i];
      const r = 9 * j;
      const t = 3 * j;
      px += w * (rotation[r] * x + rotation[r + 1] * y + rotation[r + 2] * z + translation[t]);
      py += w * (rotation[r + 3] * x + rotation[r + 4] * y + rotation[r + 5] * z + translation[t + 1]);
      pz += w * (rotation[r + 6] * x + rotation[r + 7] * y + rotation[r + 8] * z + translation[t + 2]);
    }
    this.points[3 * p] = px;
    this.points[3 * p + 1] = py;
    this.points[3 * p + 2] = pz;
  }

  /** Forgets all forces; the pose stays. */
  clearForces(): void {
    this.#force.fill(0);
    this.#torque.fill(0);
    if (this.#usesPoseGradient) this.#poseGradient.fill(0);
    this.#usesPoseGradient = false;
    this.#recording = false;
  }

  /** Keeps the forces that are added from here on, for `replay`. */
  record(): void {
    this.#record.clear();
    this.#recording = true;
  }

  /** Adds what was recorded, in its order. */
  replay(): void {
    this.#recording = false;
    this.#record.replay((what, x, y, z) => {
      if (what >= 0) this.addForce(what, x, y, z);
      else this.addJointForce(-1 - what, x, y, z);
    });
  }

  /** Adds dE/d(point) = (x, y, z) of a followed point. */
  addForce(point: number, x: number, y: number, z: number): void {
    if (this.muted) return;
    if (this.#recording) this.#record.add(point, x, y, z);
    const rotation = this.#rotation;
    const force = this.#force;
    const torque = this.#torque;
    const restX = this.#rest[3 * point];
    const restY = this.#rest[3 * point + 1];
    const restZ = this.#rest[3 * point + 2];
    let hx = 0;
    let hy = 0;
    let hz = 0;
    for (let i = this.#start[point]; i < this.#start[point + 1]; i++) {
      const j = this.#joint[i];
      const w = this.#weight[i];
      const r = 9 * j;
      const t = 3 * j;
      const px = rotation[r] * restX + rotation[r + 1] * restY + rotation[r + 2] * restZ + this.#offset[t];
      const py =
        rotation[r + 3] * restX + rotation[r + 4] * restY + rotation[r + 5] * restZ + this.#offset[t + 1];
      const pz =
        rotation[r + 6] * restX + rotation[r + 7] * restY + rotation[r + 8] * restZ + this.#offset[t + 2];
      const fx = w * x;
      const fy = w * y;
      const fz = w * z;
      force[t] += fx;
      force[t + 1] += fy;
      force[t + 2] += fz;
      torque[t] += py * fz - pz * fy;
      torque[t + 1] += pz * fx - px * fz;
      torque[t + 2] += px * fy - py * fx;
      hx += rotation[r] * fx + rotation[r + 3] * fy + rotation[r + 6] * fz;
      hy += rotation[r + 1] * fx + rotation[r + 4] * fy + rotation[r + 7] * fz;
      hz += rotation[r + 2] * fx + rotation[r + 5] * fy + rotation[r + 8] * fz;
    }
    const gradient = this.#poseGradient;
    const offsets = this.#corrective;
    for (let i = this.#correctiveStart[point]; i < this.#correctiveStart[point + 1]; i++) {
      this.#usesPoseGradient = true;
      const to = 9 * (this.#correctiveJoint[i] - 1);
      const from = 27 * i;
      for (let e = 0; e < 9; e++) {
        gradient[to + e] += hx * offsets[from + e] + hy * offsets[from + 9 + e] + hz * offsets[from + 18 + e];
      }
    }
  }

  /** Adds dE/d(posed joint) = (x, y, z). */
  addJointForce(joint: number, x: number, y: number, z: number): void {
    if (this.muted) return;
    if (this.#recording) this.#record.add(-1 - joint, x, y, z);
    const t = 3 * joint;
    const { joints } = this;
    this.#force[t] += x;
    this.#force[t + 1] += y;
    this.#force[t + 2] += z;
    this.#torque[t] += joints[t + 1] * z - joints[t + 2] * y;
    this.#torque[t + 1] += joints[t + 2] * x - joints[t] * z;
    this.#torque[t + 2] += joints[t] * y - joints[t + 1] * x;
  }

  /** Adds the derivative by the 51 parameters of all forces since `forward` to `out` at `offset`. */
  backward(out: Float64Array, offset = 0): void {
    const { parents } = this.model;
    const force = this.#force;
    const torque = this.#torque;
    // Children come after their parents in MANO's order.
    for (let j = 15; j > 0; j--) {
      const parent = parents[j];
      for (let k = 0; k < 3; k++) {
        force[3 * parent + k] += force[3 * j + k];
        torque[3 * parent + k] += torque[3 * j + k];
      }
    }
    for (let k = 0; k < 3; k++) out[offset + k] += force[k];
    for (let j = 0; j < 16; j++) {
      const t = 3 * j;
      const px = this.joints[t];
      const py = this.joints[t + 1];
      const pz = this.joints[t + 2];
      // Torque about the joint, world axes.
      const tx = torque[t] - (py * force[t + 2] - pz * force[t + 1]);
      const ty = torque[t + 1] - (pz * force[t] - px * force[t + 2]);
      const tz = torque[t + 2] - (px * force[t + 1] - py * force[t]);
      let lx = tx;
      let ly = ty;
      let lz = tz;
      const parent = parents[j];
      if (parent >= 0) {
        const r = 9 * parent;
        const m = this.#rotation;
        lx = m[r] * tx + m[r + 3] * ty + m[r + 6] * tz;
        ly = m[r + 1] * tx + m[r + 4] * ty + m[r + 7] * tz;
        lz = m[r + 2] * tx + m[r + 5] * ty + m[r + 8] * tz;
        if (this.#usesPoseGradient) {
          // dE/dw of E(R(w)), dR = [w]x R: row by row of the cross product.
          const d = this.#poseGradient;
          const b = 9 * (j - 1);
          const m2 = this.#local;
          const s = 9 * j;
          for (let c = 0; c < 3; c++) {
            lx += d[b + 6 + c] * m2[s + 3 + c] - d[b + 3 + c] * m2[s + 6 + c];
            ly += d[b + c] * m2[s + 6 + c] - d[b + 6 + c] * m2[s + c];
            lz += d[b + 3 + c] * m2[s + c] - d[b + c] * m2[s + 3 + c];
          }
        }
      }
      const q = 9 * j;
      const left = this.#jacobian;
      const at = offset + 3 + t;
      out[at] += left[q] * lx + left[q + 3] * ly + left[q + 6] * lz;
      out[at + 1] += left[q + 1] * lx + left[q + 4] * ly + left[q + 7] * lz;
      out[at + 2] += left[q + 2] * lx + left[q + 5] * ly + left[q + 8] * lz;
    }
  }
}
