import { type DistanceField, distanceAt, sampleDistance } from '../../geometry/distance/distance-field.js';
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
import type { GraspObject } from '../object/grasp-object.js';
import { ContactEnergy } from './contact-energy.js';
import { objectPenetrationEnergy } from './object-penetration.js';
import { SphereOverlap } from './sphere-overlap.js';

/** Reach of a finger saturates here: one that cannot get to the object is left alone. Metres. */
const REACH_SCALE = 0.02;
/** Upstream's distance under which two of the 21 keypoints count as colliding, metres. */
const KEYPOINT_DISTANCE = 0.018;
/** Share of a sphere's radius that an object may not enter. */
const FLESH = 0.85;

/**
 * The energy of one grasp and its gradient by the optimiser's 51 numbers: translation, root axis-angle, and
 * 45 finger angles, which are anatomical angles with the anatomical prior and axis-angle with the upstream
 * one.
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

  readonly #contacts: ContactEnergy;
  readonly #overlap: SphereOverlap;
  /** The gradient by the fingers of what depends on them directly, after `evaluate`. */
  readonly #own = new Float64Array(PARAMETERS);
  /** Rest spheres of the skin's patches, by hand. */
  readonly #spheres = new WeakMap<ShapedHand, Float64Array>();
  readonly #sample = new Float64Array(4);
  readonly #raw = new Float64Array(PARAMETERS);
  readonly #anatomical: boolean;

  /** `habits`: learnt from examples, for the anatomical prior. */
  constructor(hand: GraspHand, object: GraspObject, options: GraspOptions, habits?: PoseHabits) {
    this.hand = hand;
    this.object = object;
    this.options = options;
    this.#contacts = new ContactEnergy(hand, object, options);
    this.#overlap = new SphereOverlap(hand);
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
   * Weighted energy of the grasp at `offset` of `state`. `contacts` are positions in the hand's candidates,
   * `plane` (A, B, C, D) is the table in the object's frame or null, `solid` what the hand must stay out of:
   * the object or more. Overwrites 51 numbers of `gradient` at `offset`.
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
    this.#pose(shaped);
    gradient.fill(0, offset, offset + PARAMETERS);
    const terms = this.terms;
    terms.fill(0);
    this.#contacts.evaluate(contacts, contactOffset, this.terms);
    kinematics.record();
    if (weights.penetration > 0) terms[2] = this.#penetration(shaped, solid);
    this.#ownTerms(weights, state, offset, gradient, offset);
    if (weights.selfPenetration > 0) terms[4] = this.#selfPenetration();
    if (weights.table > 0 && plane) terms[5] = this.#table(plane);
    if (weights.reach > 0) terms[7] = this.#reach();
    for (let i = 0; i < PARAMETERS; i++) this.#own[i] = gradient[offset + i];
    this.#backward(gradient, offset);
    return this.#total();
  }

  /**
   * The energy alone, with the terms but without a gradient; infinite as soon as it is known to be more than
   * `limit`. No term of this is negative but upstream's of keypoints, for which it always goes to the end.
   */
  evaluateAlone(
    shaped: ShapedHand,
    state: ArrayLike<number>,
    offset: number,
    contacts: ArrayLike<number>,
    contactOffset: number,
    plane: ArrayLike<number> | null,
    limit: number,
    solid: DistanceField = this.object.field,
  ): number {
    const { kinematics } = this.hand;
    const { weights, selfPenetration } = this.options;
    kinematics.muted = true;
    try {
      this.toAxisAngle(state, offset, this.axisAngle);
      this.#pose(shaped);
      this.terms.fill(0);
      this.#contacts.evaluate(contacts, contactOffset, this.terms);
      // Sums of the same terms in another order differ in the last digits.
      const most = selfPenetration === 'spheres' ? limit * (1 + 1e-9) : Number.POSITIVE_INFINITY;
      this.#ownTerms(weights, state, offset, this.#own, 0);
      if (weights.reach > 0) this.terms[7] = this.#reach();
      if (this.#total() > most) return Number.POSITIVE_INFINITY;
      if (weights.selfPenetration > 0) this.terms[4] = this.#selfPenetration();
      if (weights.table > 0 && plane) this.terms[5] = this.#table(plane);
      if (this.#total() > most) return Number.POSITIVE_INFINITY;
      if (weights.penetration > 0) this.terms[2] = this.#penetration(shaped, solid);
      return this.#total();
    } finally {
      kinematics.muted = false;
    }
  }

  /**
   * The same for other contacts in the pose of the last `evaluate`: to the same bits, and nearly for nothing.
   */
  evaluateContacts(
    contacts: ArrayLike<number>,
    contactOffset: number,
    gradient: Float64Array,
    offset: number,
  ): number {
    const { kinematics } = this.hand;
    kinematics.clearForces();
    this.#contacts.evaluate(contacts, contactOffset, this.terms);
    kinematics.replay();
    gradient.set(this.#own, offset);
    this.#backward(gradient, offset);
    return this.#total();
  }

  /** Poses the hand as `evaluate` does, for `candidateDistance`. */
  pose(shaped: ShapedHand, state: ArrayLike<number>, offset: number): void {
    this.toAxisAngle(state, offset, this.axisAngle);
    this.hand.kinematics.pose(shaped, this.axisAngle);
  }

  /** Distance of a candidate from the surface in the present pose, metres. */
  candidateDistance(candidate: number): number {
    const { kinematics, candidatePoints } = this.hand;
    const { points } = kinematics;
    kinematics.place(candidatePoints[candidate]);
    const p = 3 * candidatePoints[candidate];
    return distanceAt(this.object.field, points[p], points[p + 1], points[p + 2]);
  }

  /**
   * Points are placed where they are asked about, as most of the skin is nowhere near the object; upstream's
   * term asks about all.
   */
  #pose(shaped: ShapedHand): void {
    const { kinematics } = this.hand;
    if (this.options.penetration === 'upstream') kinematics.forward(shaped, this.axisAngle);
    else kinematics.pose(shaped, this.axisAngle);
  }

  #total(): number {
    const { weights } = this.options;
    let total = 0;
    for (let t = 0; t < ENERGY_TERMS.length; t++) total += weights[ENERGY_TERMS[t]] * this.terms[t];
    return total;
  }

  /** What depends on the fingers' angles directly: the prior and the joints' limits. */
  #ownTerms(
    weights: GraspOptions['weights'],
    state: ArrayLike<number>,
    offset: number,
    gradient: Float64Array,
    at: number,
  ): void {
    this.terms[3] = priorEnergy(this.prior, state, offset + 6, weights.prior, gradient, at + 6);
    if (weights.joints > 0) {
      this.terms[6] = limitEnergy(this.prior, state, offset + 6, weights.joints, gradient, at + 6);
    }
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

  #penetration(shaped: ShapedHand, field: DistanceField): number {
    const weight = this.options.weights.penetration;
    if (this.options.penetration === 'upstream')
      return objectPenetrationEnergy(this.hand, this.object, weight);
    const { kinematics, penetrationPoints, patches } = this.hand;
    const { low, high } = this.object;
    const { points } = kinematics;
    const { outside, patchOf } = patches;
    const sample = this.#sample;
    let spheres = this.#spheres.get(shaped);
    if (spheres === undefined) {
      spheres = patches.shape(shaped.points);
      this.#spheres.set(shaped, spheres);
    }
    kinematics.passOver(patches, spheres, field);
    // As many vertices as MANO has, whatever the model and the subset: weights keep their meaning.
    const scale = 778 / penetrationPoints.length;
    let depth = 0;
    for (let i = 0; i < penetrationPoints.length; i++) {
      if (outside[patchOf[i]] === 1) continue;
      const point = penetrationPoints[i];
      kinematics.place(point);
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
   * How much the object comes nearer the bones than the flesh is thick, summed over spheres, metres: what
   * passes through a finger between its vertices (a blade, a handle) has no vertex inside it.
   */
  #flesh(field: DistanceField, weight: number): number {
    const { kinematics, spherePoints, spheres } = this.hand;
    const { points } = kinematics;
    const { low, high } = this.object;
    const { flesh } = this.options;
    const sample = this.#sample;
    let energy = 0;
    for (let s = 0; s < spherePoints.length; s++) {
      kinematics.place(spherePoints[s]);
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
    return this.options.selfPenetration === 'spheres'
      ? this.#overlap.evaluate(weight)
      : this.#keypoints(weight);
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
    for (const point of tipPoints) kinematics.place(point);
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
      kinematics.place(point);
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

  /** How far each digit's nearest candidate on its last two bones is from the surface, saturating; unit 1. */
  #reach(): number {
    const weight = this.options.weights.reach;
    const { kinematics, candidatePoints, candidates } = this.hand;
    const { points } = kinematics;
    const sample = this.#sample;
    let energy = 0;
    for (let digit = 0; digit < 5; digit++) {
      let chosen = -1;
      let nearest = Number.POSITIVE_INFINITY;
      for (const c of candidates.ofPart[digit]) {
        if ((candidates.joints[c] - 1) % 3 === 0) continue;
        const away = Math.abs(this.candidateDistance(c));
        if (chosen < 0 || away < nearest) {
          chosen = c;
          nearest = away;
        }
      }
      if (chosen < 0) continue;
      const p = 3 * candidatePoints[chosen];
      sampleDistance(this.object.field, points[p], points[p + 1], points[p + 2], sample);
      energy += nearest / (nearest + REACH_SCALE);
      const pull = ((weight * REACH_SCALE) / (nearest + REACH_SCALE) ** 2) * Math.sign(sample[0]);
      kinematics.addForce(candidatePoints[chosen], pull * sample[1], pull * sample[2], pull * sample[3]);
    }
    return energy;
  }
}
