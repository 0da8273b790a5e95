import type { Random } from '@handbooster/torch/random';
import type { GraspEnergy } from '../energy/grasp-energy.js';
import { ENERGY_TERMS } from '../grasp-options.js';
import { PARAMETERS, type ShapedHand } from '../hand/hand-kinematics.js';
import type { DistanceField } from '../object/distance-field.js';

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
  /** (B, C) distance of each candidate from the surface. */
  readonly distances: Float64Array;

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
    this.distances = new Float64Array(this.count * energy.hand.candidatePoints.length);
  }

  /** Energy of grasp `g` at other numbers; its gradient goes to `gradient` at the grasp's place. */
  evaluate(g: number, state: Float64Array, contacts: Int32Array, gradient: Float64Array): number {
    const at = g * PARAMETERS;
    const contactAt = g * this.energy.options.contacts;
    const { shaped, plane, solid } = this.plans[g];
    return this.energy.evaluate(shaped, state, at, contacts, contactAt, plane, gradient, solid);
  }

  /** Keeps the terms and distances of the evaluation just made as grasp `g`'s. */
  keep(g: number, energy: number): void {
    this.energies[g] = energy;
    this.terms.set(this.energy.terms, g * ENERGY_TERMS.length);
    this.distances.set(this.energy.candidateDistances, g * this.energy.candidateDistances.length);
  }

  /** Evaluates grasp `g` where it is and keeps everything. */
  refresh(g: number): number {
    const value = this.evaluate(g, this.state, this.contacts, this.gradient);
    this.keep(g, value);
    return value;
  }

  /** Of some candidates drawn for a contact the one nearest the surface, by the distances kept. */
  pickContact(g: number, contact: number): number {
    const { random, slots } = this.plans[g];
    const slot = slots[contact];
    const at = g * this.energy.hand.candidatePoints.length;
    let best = random.choice(slot);
    for (let i = 1; i < this.energy.options.contactPick; i++) {
      const other = random.choice(slot);
      if (Math.abs(this.distances[at + other]) < Math.abs(this.distances[at + best])) best = other;
    }
    return best;
  }
}
