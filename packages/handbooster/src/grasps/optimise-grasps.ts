import type { Random } from '@handbooster/torch/random';
import { contactSlots } from './contact-slots.js';
import { descendAnnealed } from './descend-annealed.js';
import { descendMomentum } from './descend-momentum.js';
import { GraspChunk } from './grasp-chunk.js';
import { GraspEnergy } from './grasp-energy.js';
import type { GraspHand } from './grasp-hand.js';
import type { GraspObject } from './grasp-object.js';
import type { GraspOptions } from './grasp-options.js';
import { PARAMETERS } from './hand-kinematics.js';
import { type Approach, hullStart, isAboveTable, nearStart, startingFingers } from './initialise.js';

/** Optimised grasps of one chunk (B). */
export interface OptimisedGrasps {
  count: number;
  /** (B, 51) absolute: translation (3) metres, root and fingers axis-angle (48). Object frame. */
  poses: Float32Array;
  /** (B, 51) where each began. */
  starts: Float32Array;
  /** (B, contacts) hand vertices. */
  contacts: Int32Array;
  /** (B, terms) unweighted, as `ENERGY_TERMS`, at the start and at the end. */
  termsBefore: Float32Array;
  termsAfter: Float32Array;
  /** (B) weighted totals. */
  energyBefore: Float32Array;
  energyAfter: Float32Array;
}

export interface OptimiseInput {
  hand: GraspHand;
  object: GraspObject;
  options: GraspOptions;
  /** (B, 10) shape of each hand; B is the chunk's size. */
  betas: Float32Array;
  /** Resting planes (n, 4) (A, B, C, D) in the object's frame to draw from, or null. */
  planes: Float32Array | null;
  /** One generator for each grasp. */
  randoms: readonly Random[];
  /** Where hands may start; shared by all chunks of an object. */
  places: readonly Approach[];
  /** Called after each iteration with the number done. */
  onIteration?: (done: number, meanEnergy: number) => void;
}

/** Makes a chunk of grasps: draws starts, then lowers the energy by the descent the options name. */
export function optimiseGrasps(input: OptimiseInput): OptimisedGrasps {
  const { hand, object, options, randoms, places, onIteration } = input;
  const count = input.betas.length / 10;
  const energy = new GraspEnergy(hand, object, options);
  const shaped = Array.from({ length: count }, (_, g) => hand.kinematics.shape(input.betas, 10 * g));
  const newChunk = () => {
    const slots = randoms.map((random) => contactSlots(hand.candidates, options, random));
    const planes = randoms.map((random) => drawPlane(input.planes, options, random));
    const chunk = new GraspChunk(energy, shaped, slots, planes, randoms);
    for (let g = 0; g < count; g++) drawStart(chunk, g, places);
    return chunk;
  };
  const { trials } = options;
  const tried = Array.from({ length: trials.count }, newChunk);
  const begun = tried.map((chunk) => ({
    poses: axisAngles(chunk),
    terms: chunk.terms.slice(),
    energies: Float32Array.from(chunk.energies),
  }));
  if (trials.count > 1) for (const chunk of tried) descendMomentum(chunk, 0, trials.iterations);
  // Of each grasp's starts the best goes on.
  const chosen = shaped.map((_, g) =>
    tried.reduce((best, chunk, t) => (chunk.energies[g] < tried[best].energies[g] ? t : best), 0),
  );
  const chunk = new GraspChunk(
    energy,
    shaped,
    chosen.map((t, g) => tried[t].slots[g]),
    chosen.map((t, g) => tried[t].planes[g]),
    randoms,
  );
  const from = (part: (t: number) => Float32Array, width: number) => {
    const out = new Float32Array(count * width);
    chosen.forEach((t, g) => {
      out.set(part(t).subarray(g * width, (g + 1) * width), g * width);
    });
    return out;
  };
  chosen.forEach((t, g) => {
    const at = g * PARAMETERS;
    chunk.state.set(tried[t].state.subarray(at, at + PARAMETERS), at);
    const width = options.contacts;
    chunk.contacts.set(tried[t].contacts.subarray(g * width, (g + 1) * width), g * width);
    chunk.refresh(g);
  });
  if (options.descent === 'annealed') descendAnnealed(chunk, onIteration);
  else {
    const first = trials.count > 1 ? trials.iterations : 0;
    descendMomentum(chunk, first, options.iterations, onIteration);
  }
  return {
    count,
    poses: axisAngles(chunk),
    starts: from((t) => begun[t].poses, PARAMETERS),
    contacts: chunk.contacts.map((c) => hand.candidates.vertices[c]),
    termsBefore: from((t) => begun[t].terms, energy.terms.length),
    termsAfter: chunk.terms,
    energyBefore: from((t) => begun[t].energies, 1),
    energyAfter: Float32Array.from(chunk.energies),
  };
}

function drawPlane(planes: Float32Array | null, options: GraspOptions, random: Random): Float32Array | null {
  if (!options.onTable || !planes || planes.length === 0) return null;
  const i = random.integer(planes.length / 4);
  return planes.slice(4 * i, 4 * i + 4);
}

/** Draws the start of grasp `g`; of several draws the one of least energy is kept. */
function drawStart(chunk: GraspChunk, g: number, places: readonly Approach[]): void {
  const random = chunk.randoms[g];
  const { energy, state, contacts, planes } = chunk;
  const { hand, options } = energy;
  const at = g * PARAMETERS;
  const kept = new Float64Array(PARAMETERS);
  const keptContacts = new Int32Array(options.contacts);
  const plane = planes[g];
  let best = Infinity;
  let made = 0;
  // A plane may allow few approaches: after enough refusals any is taken, rather than none.
  for (let attempt = 0; made < options.draws; attempt++) {
    const approach = random.choice(places);
    if (options.initialisation === 'hull') hullStart(hand, approach, random, state, at);
    else nearStart(hand, approach, random, state, at);
    startingFingers(options, random, state, at + 6);
    if (plane && attempt < options.draws + 200 && !isAboveTable(hand, options, plane, state, at)) continue;
    made++;
    if (options.contactPick > 1) chunk.refresh(g);
    for (let c = 0; c < options.contacts; c++) {
      contacts[g * options.contacts + c] = chunk.pickContact(g, c);
    }
    const value = chunk.refresh(g);
    if (value >= best) continue;
    best = value;
    kept.set(state.subarray(at, at + PARAMETERS));
    keptContacts.set(contacts.subarray(g * options.contacts, (g + 1) * options.contacts));
  }
  state.set(kept, at);
  contacts.set(keptContacts, g * options.contacts);
  chunk.refresh(g);
}

function axisAngles(chunk: GraspChunk): Float32Array {
  const out = new Float32Array(chunk.state.length);
  const one = new Float64Array(PARAMETERS);
  for (let g = 0; g < chunk.count; g++) {
    chunk.energy.toAxisAngle(chunk.state, g * PARAMETERS, one);
    out.set(one, g * PARAMETERS);
  }
  return out;
}
