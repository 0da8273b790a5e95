import type { HandModel } from '../../hand/model/hand-model.js';
import { FollowedPoints, type HandPoints, type ShapedHand } from './followed-points.js';
import { rotationAndJacobian } from './rotation-jacobian.js';

export type { HandPoints, ShapedHand };

/** Number of pose parameters of a grasp: translation (3), then 16 axis-angle rotations (48), root first. */
export const PARAMETERS = 51;

/**
 * Linear blend skinning of chosen points of a hand with hand-written derivatives, one hand at a time, float64.
 *
 * The backward pass needs no chain of matrices: a joint's rotation moves everything below it rigidly, so the
 * derivative is the torque of the gradient "forces" about the joint. Forces are added sparsely (`addForce`), so
 * points that feel nothing cost nothing: of a thousand points a few dozen touch or penetrate. That is why this is
 * not written in tensors: a step of 64 grasps with all energy terms takes 6 to 8 ms of one core here (600 points), 32 ms was
 * tried with autograd, and the result has the same bits on every machine.
 */
export class HandKinematics {
  readonly model: HandModel;
  readonly pointCount: number;
  readonly vertexCount: number;
  /** (P, 3) posed points, after `forward`. */
  readonly points: Float64Array;
  /** (16, 3) posed joints, after `forward`. */
  readonly joints = new Float64Array(48);

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

  constructor(model: HandModel, source: HandPoints) {
    this.model = model;
    const followed = new FollowedPoints(model, source);
    this.#followed = followed;
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

  /** Poses the hand: fills `points` and `joints` from 51 parameters at `offset`, and clears the forces. */
  forward(shaped: ShapedHand, parameters: ArrayLike<number>, offset = 0): void {
    const { parents } = this.model;
    const local = this.#local;
    const rotation = this.#rotation;
    const translation = this.#offset;
    const rest = shaped.joints;
    const posed = this.joints;
    for (let j = 0; j < 16; j++) {
      rotationAndJacobian(parameters, offset + 3 + 3 * j, local, this.#jacobian, 9 * j);
      const parent = parents[j];
      if (parent < 0) {
        for (let k = 0; k < 9; k++) rotation[9 * j + k] = local[9 * j + k];
        for (let k = 0; k < 3; k++) posed[3 * j + k] = rest[3 * j + k] + parameters[offset + k];
      } else {
        multiply(rotation, 9 * parent, local, 9 * j, rotation, 9 * j);
        const dx = rest[3 * j] - rest[3 * parent];
        const dy = rest[3 * j + 1] - rest[3 * parent + 1];
        const dz = rest[3 * j + 2] - rest[3 * parent + 2];
        for (let k = 0; k < 3; k++) {
          const r = 9 * parent + 3 * k;
          posed[3 * j + k] =
            posed[3 * parent + k] + rotation[r] * dx + rotation[r + 1] * dy + rotation[r + 2] * dz;
        }
      }
      for (let k = 0; k < 3; k++) {
        const r = 9 * j + 3 * k;
        translation[3 * j + k] =
          posed[3 * j + k] -
          (rotation[r] * rest[3 * j] + rotation[r + 1] * rest[3 * j + 1] + rotation[r + 2] * rest[3 * j + 2]);
      }
    }
    this.#applyPoseDirections(shaped);
    const { points } = this;
    const start = this.#start;
    const restPoints = this.#rest;
    for (let p = 0; p < this.pointCount; p++) {
      const x = restPoints[3 * p];
      const y = restPoints[3 * p + 1];
      const z = restPoints[3 * p + 2];
      let px = 0;
      let py = 0;
      let pz = 0;
      for (let i = start[p]; i < start[p + 1]; i++) {
        const j = this.#joint[i];
        const w = this.#weight[i];
        const r = 9 * j;
        const t = 3 * j;
        px += w * (rotation[r] * x + rotation[r + 1] * y + rotation[r + 2] * z + translation[t]);
        py += w * (rotation[r + 3] * x + rotation[r + 4] * y + rotation[r + 5] * z + translation[t + 1]);
        pz += w * (rotation[r + 6] * x + rotation[r + 7] * y + rotation[r + 8] * z + translation[t + 2]);
      }
      points[3 * p] = px;
      points[3 * p + 1] = py;
      points[3 * p + 2] = pz;
    }
    this.#force.fill(0);
    this.#torque.fill(0);
    if (this.#usesPoseGradient) this.#poseGradient.fill(0);
    this.#usesPoseGradient = false;
  }

  /** Adds dE/d(point) = (x, y, z) of a followed point. */
  addForce(point: number, x: number, y: number, z: number): void {
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

  #applyPoseDirections(shaped: ShapedHand): void {
    const rest = this.#rest;
    rest.set(shaped.points);
    const local = this.#local;
    const offsets = this.#corrective;
    for (let p = 0; p < this.vertexCount; p++) {
      for (let i = this.#correctiveStart[p]; i < this.#correctiveStart[p + 1]; i++) {
        const from = 27 * i;
        const r = 9 * this.#correctiveJoint[i];
        for (let e = 0; e < 9; e++) {
          const feature = local[r + e] - (e % 4 === 0 ? 1 : 0);
          rest[3 * p] += offsets[from + e] * feature;
          rest[3 * p + 1] += offsets[from + 9 + e] * feature;
          rest[3 * p + 2] += offsets[from + 18 + e] * feature;
        }
      }
    }
  }
}

function multiply(
  a: Float64Array,
  ia: number,
  b: Float64Array,
  ib: number,
  out: Float64Array,
  io: number,
): void {
  for (let row = 0; row < 9; row += 3) {
    const x = a[ia + row];
    const y = a[ia + row + 1];
    const z = a[ia + row + 2];
    out[io + row] = x * b[ib] + y * b[ib + 3] + z * b[ib + 6];
    out[io + row + 1] = x * b[ib + 1] + y * b[ib + 4] + z * b[ib + 7];
    out[io + row + 2] = x * b[ib + 2] + y * b[ib + 5] + z * b[ib + 8];
  }
}
