import type { HandModel } from '../../hand/model/hand-model.js';

/** A point that moves with the hand: a vertex, or a place fixed to one joint. */
export interface HandPoints {
  /** Vertices of the model that are followed, in this order; they come first. */
  vertices: ArrayLike<number>;
  /**
   * Places fixed to one joint's bone, after the vertices: rest position = (1 - along) x joint + along x end,
   * where `end` is a joint (0 ... 15) or 16 + a vertex of the model.
   */
  onBones: readonly { joint: number; end: number; along: number }[];
}

/** Rest shape of one hand: what `betas` fix. */
export interface ShapedHand {
  /** (P, 3) rest positions of the followed points. */
  points: Float64Array;
  /** (16, 3) rest joints. */
  joints: Float64Array;
}

/**
 * What skinning needs of the points of a hand that are followed: whom they move with, how much, and how poses
 * correct them; as compressed rows, so that a point costs what moves it.
 */
export class FollowedPoints {
  readonly model: HandModel;
  /** Points in all, and those of them that are vertices. */
  readonly pointCount: number;
  readonly vertexCount: number;
  /** Influences of point p are start[p] ... start[p + 1] - 1. */
  readonly start: Int32Array;
  readonly joint: Int32Array;
  readonly weight: Float64Array;
  /**
   * Pose corrections without their zeros: point p has blocks correctiveStart[p] ... correctiveStart[p + 1] -
   * 1, each one joint and (3, 9) offsets per entry of its rotation. MANO's are full; the built-in hand's
   * nearly empty.
   */
  readonly correctiveStart: Int32Array;
  readonly correctiveJoint: Int32Array;
  readonly corrective: Float64Array;
  readonly #source: HandPoints;

  constructor(model: HandModel, source: HandPoints) {
    this.model = model;
    this.#source = source;
    this.vertexCount = source.vertices.length;
    this.pointCount = this.vertexCount + source.onBones.length;
    const start = new Int32Array(this.pointCount + 1);
    const joint: number[] = [];
    const weight: number[] = [];
    for (let p = 0; p < this.vertexCount; p++) {
      const vertex = source.vertices[p];
      for (let j = 0; j < 16; j++) {
        const value = model.weights[vertex * 16 + j];
        if (value === 0) continue;
        joint.push(j);
        weight.push(value);
      }
      start[p + 1] = joint.length;
    }
    source.onBones.forEach((place, i) => {
      joint.push(place.joint);
      weight.push(1);
      start[this.vertexCount + i + 1] = joint.length;
    });
    this.start = start;
    this.joint = Int32Array.from(joint);
    this.weight = Float64Array.from(weight);
    const correctiveStart = new Int32Array(this.pointCount + 1);
    const correctiveJoint: number[] = [];
    const corrective: number[] = [];
    for (let p = 0; p < this.vertexCount; p++) {
      const from = source.vertices[p] * 405;
      for (let j = 1; j < 16; j++) {
        const block: number[] = [];
        for (let k = 0; k < 3; k++) {
          for (let e = 0; e < 9; e++) block.push(model.poseDirections[from + k * 135 + (j - 1) * 9 + e]);
        }
        if (!block.some((value) => value !== 0)) continue;
        correctiveJoint.push(j);
        corrective.push(...block);
      }
      correctiveStart[p + 1] = correctiveJoint.length;
    }
    correctiveStart.fill(correctiveJoint.length, this.vertexCount + 1);
    this.correctiveStart = correctiveStart;
    this.correctiveJoint = Int32Array.from(correctiveJoint);
    this.corrective = Float64Array.from(corrective);
  }

  /** Rest points and joints for shape coefficients (10 from `offset`). */
  shape(betas: ArrayLike<number>, offset = 0): ShapedHand {
    const { model } = this;
    const count = model.template.length / 3;
    const shaped = new Float64Array(count * 3);
    for (let i = 0; i < shaped.length; i++) {
      let value = model.template[i];
      for (let b = 0; b < 10; b++) value += model.shapeDirections[i * 10 + b] * betas[offset + b];
      shaped[i] = value;
    }
    const joints = new Float64Array(48);
    for (let j = 0; j < 16; j++) {
      for (let v = 0; v < count; v++) {
        const weight = model.jointRegressor[j * count + v];
        if (weight === 0) continue;
        for (let k = 0; k < 3; k++) joints[3 * j + k] += weight * shaped[3 * v + k];
      }
    }
    const points = new Float64Array(this.pointCount * 3);
    for (let p = 0; p < this.vertexCount; p++) {
      const from = this.#source.vertices[p] * 3;
      points.set(shaped.subarray(from, from + 3), p * 3);
    }
    this.#source.onBones.forEach(({ joint, end, along }, i) => {
      for (let k = 0; k < 3; k++) {
        const far = end < 16 ? joints[3 * end + k] : shaped[3 * (end - 16) + k];
        points[3 * (this.vertexCount + i) + k] = (1 - along) * joints[3 * joint + k] + along * far;
      }
    });
    return { points, joints };
  }
}
