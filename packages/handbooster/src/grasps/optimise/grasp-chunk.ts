import type { Random } from '@handbooster/torch/random';
import type { DistanceField } from '../../geometry/distance/distance-field.js';
import type { GraspEnergy } from '../energy/grasp-energy.js';
import { ENERGY_TERMS } from '../grasp-options.js';
import { PARAMETERS, type ShapedHand } from '../hand/hand-kinematics.js';

/** What is drawn for one grasp before it starts. */
export interface GraspPlan {
  shaped: ShapedHand;
  /** For each contact the candidates it may be. */
  slots: readonly Int32Array[];
  /** The table in the object's frame, or none. */
  plane: Float32Array | null;
  /** What the hand stays out of. */
  solid: DistanceField;
  /** Begins with the object against the palm. */
  wrap: boolean;
  /** Its own, so that a grasp does not depend on how many there are beside it. */
  random: Random;
}

/** The grasps of a chunk (B) while they are optimised. */
export class GraspChunk {
  readonly count: number;
  /** (B, 51) optimiser numbers. */
  readonly state: Float64Array;
  /** (B, 51) dE by the state. */
  readonly gradient: Float64Array;
  /** (B, contacts) positions in the hand's candidates. */
  readonly contacts: Int32Array;
  /** (B) weighted energy. */
  readonly energies: Float64Array;
  /** (B, terms) unweighted. */
  readonly terms: Float32Array;
  /** (B, C) distance of each candidate from the surface, where contacts are picked by what was kept. */
  readonly distances: Float64Array | null;

  constructor(
    readonly energy: GraspEnergy,
    readonly plans: readonly GraspPlan[],
  ) {
    this.count = plans.length;
    this.state = new Float64Array(this.count * PARAMETERS);
    this.gradient = new Float64Array(this.count * PARAMETERS);
    this.contacts = new Int32Array(this.count * energy.options.contacts);
    this.energies = new Float64Array(this.count);
    this.terms = new Float32Array(this.count * ENERGY_TERMS.length);
    const { descent, contactPick } = energy.options;
    this.distances =
      descent === 'annealed' && contactPick > 1
        ? new Float64Array(this.count * energy.hand.candidatePoints.length)
        : null;
  }

  /** Energy of grasp `g` at other numbers; its gradient goes to `gradient` at the grasp's place. */
  evaluate(g: number, state: Float64Array, contacts: Int32Array, gradient: Float64Array): number {
    const at = g * PARAMETERS;
    const contactAt = g * this.energy.options.contacts;
    const { shaped, plane, solid } = this.plans[g];
    return this.energy.evaluate(shaped, state, at, contacts, contactAt, plane, gradient, solid);
  }

  /**
   * Energy of grasp `g` where it is, without its gradient; infinite as soon as it is known to be more than
   * `limit`.
   */
  energyBelow(g: number, limit: number): number {
    const at = g * PARAMETERS;
    const contactAt = g * this.energy.options.contacts;
    const { shaped, plane, solid } = this.plans[g];
    return this.energy.evaluateAlone(shaped, this.state, at, this.contacts, contactAt, plane, limit, solid);
  }

  /** Energy of grasp `g` with other contacts, right after it was evaluated where it is. */
  evaluateContacts(g: number, contacts: Int32Array, gradient: Float64Array): number {
    return this.energy.evaluateContacts(contacts, g * this.energy.options.contacts, gradient, g * PARAMETERS);
  }

  /** Keeps the terms and distances of the evaluation just made as grasp `g`'s. */
  keep(g: number, energy: number): void {
    this.energies[g] = energy;
    this.terms.set(this.energy.terms, g * ENERGY_TERMS.length);
    this.#keepDistances(g);
  }

  /** Poses the hand as grasp `g` is, for contacts to be picked by where they are. */
  pose(g: number): void {
    this.energy.pose(this.plans[g].shaped, this.state, g * PARAMETERS);
    this.#keepDistances(g);
  }

  #keepDistances(g: number): void {
    if (this.distances === null) return;
    const count = this.energy.hand.candidatePoints.length;
    for (let c = 0; c < count; c++) this.distances[g * count + c] = this.energy.candidateDistance(c);
  }

  /** Evaluates grasp `g` where it is and keeps everything. */
  refresh(g: number): number {
    const value = this.evaluate(g, this.state, this.contacts, this.gradient);
    this.keep(g, value);
    return value;
  }

  /**
   * Of some candidates drawn for a contact the one nearest the surface: by the distances kept, else in the
   * present pose, which must then be grasp `g`'s.
   */
  pickContact(g: number, contact: number): number {
    const { random, slots } = this.plans[g];
    const slot = slots[contact];
    let best = random.choice(slot);
    let nearest = Number.NaN;
    for (let i = 1; i < this.energy.options.contactPick; i++) {
      const other = random.choice(slot);
      if (i === 1) nearest = this.#distance(g, best);
      const distance = this.#distance(g, other);
      if (distance < nearest) {
        best = other;
        nearest = distance;
      }
    }
    return best;
  }

  #distance(g: number, candidate: number): number {
    const { energy, distances } = this;
    if (distances === null) return Math.abs(energy.candidateDistance(candidate));
    return Math.abs(distances[g * energy.hand.candidatePoints.length + candidate]);
  }
}
