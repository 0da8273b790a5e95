import { ENERGY_TERMS, type GraspOptions } from '../grasp-options.js';
import type { GraspHand } from '../hand/grasp-hand.js';
import { PARAMETERS, type ShapedHand } from '../hand/hand-kinematics.js';
import { habitualPrior, type PoseHabits } from '../hand/pose-habits.js';
import {
  anatomicalPrior,
  componentPrior,
  limitEnergy,
  type PosePrior,
  priorEnergy,
} from '../hand/pose-prior.js';
import { type DistanceField, sampleDistance, sampleNormal } from '../object/distance-field.js';
import type { GraspObject } from '../object/grasp-object.js';
import { forceClosureEnergy } from './force-closure.js';
import { objectPenetrationEnergy } from './object-penetration.js';

/** Reach of a finger saturates here: one that cannot get to the object is left alone. Metres. */
const REACH_SCALE = 0.02;
/** Upstream's distance under which two of the 21 keypoints count as colliding, metres. */
const KEYPOINT_DISTANCE = 0.018;
/** Share of a sphere's radius that an object may not enter. */
const FLESH = 0.85;
/** Stencil of the normals' derivative, metres: sees over a rounded edge, not across a box. */
const NORMAL_STENCIL = 0.003;

/**
 * The energy of one grasp and its gradient by the optimiser's 51 numbers: translation, root axis-angle, and 45 finger
 * angles, which are anatomical angles with the anatomical prior and axis-angle with the upstream one.
 */
export class GraspEnergy {
  readonly hand: GraspHand;
  readonly object: GraspObject;
  readonly options: GraspOptions;
  readonly prior: PosePrior;
  /** Unweighted value of each term after `evaluate`, as `ENERGY_TERMS`. */
  readonly terms = new Float64Array(ENERGY_TERMS.length);
  /** Absolute pose in axis-angle after `evaluate`: translation, root, 45. */
  readonly axisAngle = new Float64Array(PARAMETERS);

  /** (C) distance of each candidate from the surface after `evaluate`, metres, where something asks for it. */
  readonly candidateDistances: Float64Array;

  readonly #slopes: Float64Array;
  readonly #sample = new Float64Array(4);
  readonly #other = new Float64Array(4);
  readonly #normal = new Float64Array(3);
  readonly #otherNormal = new Float64Array(3);
  readonly #raw = new Float64Array(PARAMETERS);
  readonly #anatomical: boolean;

  /** `habits`: learnt from examples, for the anatomical prior. */
  constructor(hand: GraspHand, object: GraspObject, options: GraspOptions, habits?: PoseHabits) {
    this.hand = hand;
    this.object = object;
    this.options = options;
    this.candidateDistances = new Float64Array(hand.candidatePoints.length);
    this.#slopes = new Float64Array(hand.candidatePoints.length * 3);
    this.#anatomical = options.prior === 'anatomical';
    const anatomical = habits ? habitualPrior(hand.model, habits) : anatomicalPrior(hand.model);
    this.prior = this.#anatomical ? anatomical : componentPrior(hand.model, 0.4);
  }

  /** Turns optimiser numbers into axis-angle. */
  toAxisAngle(state: ArrayLike<number>, offset: number, out: Float64Array, at = 0): void {
    for (let i = 0; i < 6; i++) out[at + i] = state[offset + i];
    if (!this.#anatomical) {
      for (let i = 6; i < PARAMETERS; i++) out[at + i] = state[offset + i];
      return;
    }
    const { axes } = this.hand.anatomy;
    for (let j = 0; j < 15; j++) {
      const s = offset + 6 + 3 * j;
      const o = at + 6 + 3 * j;
      for (let k = 0; k < 3; k++) {
        out[o + k] =
          axes[9 * j + k] * state[s] +
          axes[9 * j + 3 + k] * state[s + 1] +
          axes[9 * j + 6 + k] * state[s + 2];
      }
    }
  }

  /**
   * Weighted energy of the grasp at `offset` of `state`. `contacts` are positions in the hand's candidates, `plane`
   * (A, B, C, D) is the table in the object's frame or null, `solid` what the hand must stay out of: the object or more. Overwrites
   * 51 numbers of `gradient` at `offset`.
   */
  evaluate(
    shaped: ShapedHand,
    state: ArrayLike<number>,
    offset: number,
    contacts: ArrayLike<number>,
    contactOffset: number,
    plane: ArrayLike<number> | null,
    gradient: Float64Array,
    solid: DistanceField = this.object.field,
  ): number {
    const { kinematics } = this.hand;
    const { weights } = this.options;
    this.toAxisAngle(state, offset, this.axisAngle);
    kinematics.forward(shaped, this.axisAngle);
    gradient.fill(0, offset, offset + PARAMETERS);
    const terms = this.terms;
    terms.fill(0);
    if (weights.reach > 0 || this.options.contactPick > 1) this.#measureCandidates();
    this.#contactTerms(contacts, contactOffset);
    if (weights.penetration > 0) terms[2] = this.#penetration(solid);
    terms[3] = priorEnergy(this.prior, state, offset + 6, weights.prior, gradient, offset + 6);
    if (weights.selfPenetration > 0) terms[4] = this.#selfPenetration();
    if (weights.table > 0 && plane) terms[5] = this.#table(plane);
    if (weights.joints > 0) {
      terms[6] = limitEnergy(this.prior, state, offset + 6, weights.joints, gradient, offset + 6);
    }
    if (weights.reach > 0) terms[7] = this.#reach();
    this.#backward(gradient, offset);
    let total = 0;
    for (let t = 0; t < ENERGY_TERMS.length; t++) total += weights[ENERGY_TERMS[t]] * terms[t];
    return total;
  }

  #backward(gradient: Float64Array, offset: number): void {
    const raw = this.#raw;
    raw.fill(0);
    this.hand.kinematics.backward(raw);
    for (let i = 0; i < 6; i++) gradient[offset + i] += raw[i];
    if (!this.#anatomical) {
      for (let i = 6; i < PARAMETERS; i++) gradient[offset + i] += raw[i];
      return;
    }
    const { axes } = this.hand.anatomy;
    const { locked } = this.prior;
    for (let j = 0; j < 15; j++) {
      for (let axis = 0; axis < 3; axis++) {
        const i = 3 * j + axis;
        if (locked[i]) {
          gradient[offset + 6 + i] = 0;
          continue;
        }
        const a = 9 * j + 3 * axis;
        const r = 6 + 3 * j;
        gradient[offset + 6 + i] += axes[a] * raw[r] + axes[a + 1] * raw[r + 1] + axes[a + 2] * raw[r + 2];
      }
    }
  }

  /** E_fc and E_dis. */
  #contactTerms(contacts: ArrayLike<number>, contactOffset: number): void {
    const { weights, forceClosure, distanceSmoothing: smoothing } = this.options;
    const { kinematics, candidatePoints } = this.hand;
    const { field, centre } = this.object;
    const count = this.options.contacts;
    const points = new Float64Array(count * 3);
    const normals = new Float64Array(count * 3);
    const sample = this.#sample;
    let distance = 0;
    for (let i = 0; i < count; i++) {
      const point = candidatePoints[contacts[contactOffset + i]];
      const x = kinematics.points[3 * point];
      const y = kinematics.points[3 * point + 1];
      const z = kinematics.points[3 * point + 2];
      sampleDistance(field, x, y, z, sample);
      const d = sample[0];
      points[3 * i] = x;
      points[3 * i + 1] = y;
      points[3 * i + 2] = z;
      if (forceClosure.normalGradient) sampleNormal(field, x, y, z, normals.subarray(3 * i), this.#other);
      else {
        const slope = Math.sqrt(sample[1] ** 2 + sample[2] ** 2 + sample[3] ** 2) || 1;
        for (let k = 0; k < 3; k++) normals[3 * i + k] = sample[1 + k] / slope;
      }
      const size = Math.sqrt(d * d + smoothing * smoothing);
      distance += size - smoothing;
      const pull = size > 0 ? (weights.distance * d) / size : 0;
      kinematics.addForce(point, pull * sample[1], pull * sample[2], pull * sample[3]);
    }
    const result = forceClosureEnergy(points, normals, {
      centre: forceClosure.centre === 'origin' ? [0, 0, 0] : centre,
      momentLength: forceClosure.momentLength,
      leastForce: forceClosure.leastForce,
    });
    for (let i = 0; i < count; i++) {
      const point = candidatePoints[contacts[contactOffset + i]];
      const g = result.pointGradient.subarray(3 * i, 3 * i + 3);
      const push = weights.forceClosure;
      if (forceClosure.normalGradient) {
        this.#throughNormal(
          points.subarray(3 * i, 3 * i + 3),
          result.normalGradient.subarray(3 * i, 3 * i + 3),
          g,
        );
      }
      kinematics.addForce(point, push * g[0], push * g[1], push * g[2]);
    }
    this.terms[0] = result.energy;
    this.terms[1] = distance;
  }

  /** Adds J^T g to `out` for the normals n(x): the distance's Hessian is symmetric, so J^T g is n's slope along g. */
  #throughNormal(at: Float64Array, g: Float64Array, out: Float64Array): void {
    const size = Math.sqrt(g[0] ** 2 + g[1] ** 2 + g[2] ** 2);
    if (size < 1e-12) return;
    const h = NORMAL_STENCIL / size;
    const a = this.#normal;
    const b = this.#otherNormal;
    const { field } = this.object;
    sampleNormal(field, at[0] + h * g[0], at[1] + h * g[1], at[2] + h * g[2], a, this.#sample);
    sampleNormal(field, at[0] - h * g[0], at[1] - h * g[1], at[2] - h * g[2], b, this.#sample);
    for (let k = 0; k < 3; k++) out[k] += (a[k] - b[k]) / (2 * h);
  }

  #penetration(field: DistanceField): number {
    const weight = this.options.weights.penetration;
    if (this.options.penetration === 'upstream')
      return objectPenetrationEnergy(this.hand, this.object, weight);
    const { kinematics, penetrationPoints } = this.hand;
    const { low, high } = this.object;
    const { points } = kinematics;
    const sample = this.#sample;
    // As many vertices as MANO has, whatever the model and the subset: weights keep their meaning.
    const scale = 778 / penetrationPoints.length;
    let depth = 0;
    for (let i = 0; i < penetrationPoints.length; i++) {
      const point = penetrationPoints[i];
      const x = points[3 * point];
      if (x < low[0] || x > high[0]) continue;
      const y = points[3 * point + 1];
      if (y < low[1] || y > high[1]) continue;
      const z = points[3 * point + 2];
      if (z < low[2] || z > high[2]) continue;
      sampleDistance(field, x, y, z, sample);
      if (sample[0] >= 0) continue;
      depth -= sample[0];
      const push = -weight * scale;
      kinematics.addForce(point, push * sample[1], push * sample[2], push * sample[3]);
    }
    return depth * scale + (this.options.flesh > 0 ? this.#flesh(field, weight * this.options.flesh) : 0);
  }

  /**
   * How much the object comes nearer the bones than the flesh is thick, summed over spheres, metres: what passes through a finger
   * between its vertices (a blade, a handle) has no vertex inside it.
   */
  #flesh(field: DistanceField, weight: number): number {
    const { kinematics, spherePoints, spheres } = this.hand;
    const { points } = kinematics;
    const { low, high } = this.object;
    const { flesh } = this.options;
    const sample = this.#sample;
    let energy = 0;
    for (let s = 0; s < spherePoints.length; s++) {
      const radius = FLESH * spheres.radii[s];
      const p = 3 * spherePoints[s];
      const x = points[p];
      const y = points[p + 1];
      const z = points[p + 2];
      if (x < low[0] - radius || x > high[0] + radius) continue;
      if (y < low[1] - radius || y > high[1] + radius) continue;
      if (z < low[2] - radius || z > high[2] + radius) continue;
      sampleDistance(field, x, y, z, sample);
      if (sample[0] >= radius) continue;
      energy += flesh * (radius - sample[0]);
      kinematics.addForce(spherePoints[s], -weight * sample[1], -weight * sample[2], -weight * sample[3]);
    }
    return energy;
  }

  #selfPenetration(): number {
    const weight = this.options.weights.selfPenetration;
    return this.options.selfPenetration === 'spheres' ? this.#sphereOverlap(weight) : this.#keypoints(weight);
  }

  /** Sum over pairs of how much flesh of different parts overlaps, metres. */
  #sphereOverlap(weight: number): number {
    const { kinematics, spherePoints, spheres } = this.hand;
    const { points } = kinematics;
    let energy = 0;
    for (let p = 0; p < spheres.least.length; p++) {
      const a = spherePoints[spheres.pairs[2 * p]];
      const b = spherePoints[spheres.pairs[2 * p + 1]];
      const x = points[3 * a] - points[3 * b];
      const y = points[3 * a + 1] - points[3 * b + 1];
      const z = points[3 * a + 2] - points[3 * b + 2];
      const least = spheres.least[p];
      const squared = x * x + y * y + z * z;
      if (squared >= least * least) continue;
      const distance = Math.sqrt(squared);
      energy += least - distance;
      const push = -weight / Math.max(distance, 1e-6);
      kinematics.addForce(a, push * x, push * y, push * z);
      kinematics.addForce(b, -push * x, -push * y, -push * z);
    }
    return energy;
  }

  /** Upstream's form: minus the distance of each ordered pair of keypoints nearer than 18 mm. */
  #keypoints(weight: number): number {
    const { kinematics, tipPoints } = this.hand;
    const at = (i: number, k: number) =>
      i < 16 ? kinematics.joints[3 * i + k] : kinematics.points[3 * tipPoints[i - 16] + k];
    const push = (i: number, x: number, y: number, z: number) => {
      if (i < 16) kinematics.addJointForce(i, x, y, z);
      else kinematics.addForce(tipPoints[i - 16], x, y, z);
    };
    let energy = 0;
    for (let i = 0; i < 21; i++) {
      for (let j = i + 1; j < 21; j++) {
        const x = at(i, 0) - at(j, 0);
        const y = at(i, 1) - at(j, 1);
        const z = at(i, 2) - at(j, 2);
        const distance = Math.sqrt(x * x + y * y + z * z);
        if (distance >= KEYPOINT_DISTANCE || distance < 1e-6) continue;
        energy -= 2 * distance;
        const g = (-2 * weight) / distance;
        push(i, g * x, g * y, g * z);
        push(j, -g * x, -g * y, -g * z);
      }
    }
    return energy;
  }

  /** Depth of the hand's vertices under the table, summed, metres. */
  #table(plane: ArrayLike<number>): number {
    const weight = this.options.weights.table;
    const { kinematics, penetrationPoints } = this.hand;
    const { points } = kinematics;
    const scale = 778 / penetrationPoints.length;
    let depth = 0;
    for (const point of penetrationPoints) {
      const height =
        plane[0] * points[3 * point] +
        plane[1] * points[3 * point + 1] +
        plane[2] * points[3 * point + 2] +
        plane[3];
      if (height >= 0) continue;
      depth -= height;
      const push = -weight * scale;
      kinematics.addForce(point, push * plane[0], push * plane[1], push * plane[2]);
    }
    return depth * scale;
  }

  #measureCandidates(): void {
    const { kinematics, candidatePoints } = this.hand;
    const { points } = kinematics;
    const sample = this.#sample;
    for (let c = 0; c < candidatePoints.length; c++) {
      const p = 3 * candidatePoints[c];
      sampleDistance(this.object.field, points[p], points[p + 1], points[p + 2], sample);
      this.candidateDistances[c] = sample[0];
      this.#slopes[3 * c] = sample[1];
      this.#slopes[3 * c + 1] = sample[2];
      this.#slopes[3 * c + 2] = sample[3];
    }
  }

  /** How far each digit's nearest candidate on its last two bones is from the surface, saturating; unit 1. */
  #reach(): number {
    const weight = this.options.weights.reach;
    const { kinematics, candidatePoints, candidates } = this.hand;
    const distances = this.candidateDistances;
    let energy = 0;
    for (let digit = 0; digit < 5; digit++) {
      let chosen = -1;
      for (const c of candidates.ofPart[digit]) {
        if ((candidates.joints[c] - 1) % 3 === 0) continue;
        if (chosen < 0 || Math.abs(distances[c]) < Math.abs(distances[chosen])) chosen = c;
      }
      if (chosen < 0) continue;
      const distance = Math.abs(distances[chosen]);
      energy += distance / (distance + REACH_SCALE);
      const pull = ((weight * REACH_SCALE) / (distance + REACH_SCALE) ** 2) * Math.sign(distances[chosen]);
      const s = 3 * chosen;
      kinematics.addForce(
        candidatePoints[chosen],
        pull * this.#slopes[s],
        pull * this.#slopes[s + 1],
        pull * this.#slopes[s + 2],
      );
    }
    return energy;
  }
}
