import type { Random } from '@handbooster/torch/random';
import { GraspEnergy } from '../energy/grasp-energy.js';
import type { GraspOptions } from '../grasp-options.js';
import { contactSlots } from '../hand/contact-slots.js';
import type { GraspHand } from '../hand/grasp-hand.js';
import { PARAMETERS } from '../hand/hand-kinematics.js';
import type { PoseHabits } from '../hand/pose-habits.js';
import type { GraspObject } from '../object/grasp-object.js';
import { descendAnnealed } from './descend-annealed.js';
import { descendMomentum } from './descend-momentum.js';
import { GraspChunk, type GraspPlan } from './grasp-chunk.js';
import { type Approach, hullStart, isAboveTable, nearStart, startingFingers } from './hand-starts.js';

/** Weight of E_fc, beside its own, where starts are compared. */
const BALANCE = 2;

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
  /** (B) which of its starts went on. */
  chosen: Int32Array;
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
  /** Learnt from examples, for the anatomical prior. */
  habits?: PoseHabits;
  /** Called after each iteration with the number done. */
  onIteration?: (done: number, meanEnergy: number) => void;
  /** Called with each grasp as it is after each iteration, for who wants to see how it came about. */
  onFrame?: (grasp: number, frame: GraspFrame) => void;
}

/** A grasp on its way. */
export interface GraspFrame {
  /** Which of its starts this is. */
  start: number;
  /** Iterations of the schedule that were done. */
  iteration: number;
  /** (51) absolute: translation (3) metres, root and fingers axis-angle (48). Object frame. */
  pose: Float32Array;
  /** Hand vertices. */
  contacts: Int32Array;
  /** Unweighted, as `ENERGY_TERMS`. */
  terms: Float32Array;
  /** Weighted total. */
  energy: number;
}

/** The best start of a grasp so far, after its first iterations. */
interface Start {
  plan: GraspPlan;
  /** Which of the grasp's starts it is. */
  number: number;
  /** Weighted energy, E_fc counting more: it tells best how a grasp will end. */
  score: number;
  /** E_fc there. */
  imbalance: number;
  state: Float64Array;
  contacts: Int32Array;
  /** Where it began. */
  pose: Float32Array;
  terms: Float32Array;
  energyBefore: number;
}

/** Makes a chunk of grasps: draws starts, then lowers the energy by the descent the options name. */
export function optimiseGrasps(input: OptimiseInput): OptimisedGrasps {
  const { hand, object, options, randoms, places, onIteration, onFrame } = input;
  const count = input.betas.length / 10;
  const energy = new GraspEnergy(hand, object, options, input.habits);
  const shaped = Array.from({ length: count }, (_, g) => hand.kinematics.shape(input.betas, 10 * g));
  // Drawn once for each grasp, so that its starts compete among their own kind.
  const wraps = randoms.map((random) => options.wraps > 0 && random.uniform() < options.wraps);
  const solids = randoms.map((random) =>
    object.filled && options.outside > 0 && random.uniform() < options.outside ? object.filled : object.field,
  );
  const best: (Start | null)[] = shaped.map(() => null);
  const { trials } = options;
  for (let trial = 0; trial < Math.max(trials.count, trials.most); trial++) {
    // Of each grasp's starts the best goes on.
    const pending = [...shaped.keys()].filter(
      (g) => trial < trials.count || (best[g] as Start).imbalance > trials.imbalance,
    );
    if (pending.length === 0) break;
    // An object that cannot be held one way is held another.
    const free = trial >= trials.count;
    const plans = pending.map((g): GraspPlan => {
      const wrap = wraps[g] && !free;
      return {
        shaped: shaped[g],
        slots: contactSlots(hand.candidates, options, randoms[g], wrap),
        plane: drawPlane(input.planes, options, randoms[g]),
        solid: free ? object.field : solids[g],
        wrap,
        random: randoms[g],
      };
    });
    const chunk = new GraspChunk(energy, plans);
    for (let i = 0; i < pending.length; i++) drawStart(chunk, i, places);
    const begun = {
      poses: axisAngles(chunk),
      terms: chunk.terms.slice(),
      energies: Float32Array.from(chunk.energies),
    };
    const tell = (iteration: number) => {
      pending.forEach((g, i) => {
        onFrame?.(g, frameOf(chunk, i, trial, iteration));
      });
    };
    if (onFrame) tell(0);
    if (trials.count > 1) descendMomentum(chunk, 0, trials.iterations, onFrame && tell);
    pending.forEach((g, i) => {
      const before = best[g];
      const imbalance = chunk.terms[i * energy.terms.length];
      const score = chunk.energies[i] + BALANCE * imbalance;
      if (before !== null && before.score <= score) return;
      const row = <T extends Float32Array | Float64Array | Int32Array>(data: T, width: number) =>
        data.slice(i * width, (i + 1) * width) as T;
      best[g] = {
        plan: plans[i],
        number: trial,
        score,
        imbalance,
        state: row(chunk.state, PARAMETERS),
        contacts: row(chunk.contacts, options.contacts),
        pose: row(begun.poses, PARAMETERS),
        terms: row(begun.terms, energy.terms.length),
        energyBefore: begun.energies[i],
      };
    });
  }
  const starts = best as Start[];
  const chunk = new GraspChunk(
    energy,
    starts.map(({ plan }) => plan),
  );
  starts.forEach(({ state, contacts }, g) => {
    chunk.state.set(state, g * PARAMETERS);
    chunk.contacts.set(contacts, g * options.contacts);
    chunk.refresh(g);
  });
  const tell = (iteration: number, meanEnergy: number) => {
    if (onFrame)
      for (const [g, { number }] of starts.entries()) onFrame(g, frameOf(chunk, g, number, iteration));
    onIteration?.(iteration, meanEnergy);
  };
  if (options.descent === 'annealed') descendAnnealed(chunk, tell);
  else {
    const first = trials.count > 1 ? trials.iterations : 0;
    descendMomentum(chunk, first, options.iterations, tell);
  }
  return {
    count,
    poses: axisAngles(chunk),
    starts: join(
      starts.map(({ pose }) => pose),
      PARAMETERS,
    ),
    contacts: chunk.contacts.map((c) => hand.candidates.vertices[c]),
    termsBefore: join(
      starts.map(({ terms }) => terms),
      energy.terms.length,
    ),
    termsAfter: chunk.terms,
    energyBefore: Float32Array.from(starts, (start) => start.energyBefore),
    energyAfter: Float32Array.from(chunk.energies),
    chosen: Int32Array.from(starts, ({ number }) => number),
  };
}

function frameOf(chunk: GraspChunk, g: number, start: number, iteration: number): GraspFrame {
  const { energy, contacts, terms, energies } = chunk;
  const [width, count] = [energy.options.contacts, energy.terms.length];
  const pose = new Float64Array(PARAMETERS);
  energy.toAxisAngle(chunk.state, g * PARAMETERS, pose);
  return {
    start,
    iteration,
    pose: Float32Array.from(pose),
    contacts: contacts
      .slice(g * width, (g + 1) * width)
      .map((candidate) => energy.hand.candidates.vertices[candidate]),
    terms: terms.slice(g * count, (g + 1) * count),
    energy: energies[g],
  };
}

function drawPlane(planes: Float32Array | null, options: GraspOptions, random: Random): Float32Array | null {
  if (!options.onTable || !planes || planes.length === 0) return null;
  const i = random.integer(planes.length / 4);
  return planes.slice(4 * i, 4 * i + 4);
}

function join(rows: readonly Float32Array[], width: number): Float32Array {
  const out = new Float32Array(rows.length * width);
  rows.forEach((row, i) => {
    out.set(row, i * width);
  });
  return out;
}

/** Draws the start of grasp `g`; of several draws the one of least energy is kept. */
function drawStart(chunk: GraspChunk, g: number, places: readonly Approach[]): void {
  const { random, plane, wrap } = chunk.plans[g];
  const { energy, state, contacts } = chunk;
  const { hand, options } = energy;
  const at = g * PARAMETERS;
  const kept = new Float64Array(PARAMETERS);
  const keptContacts = new Int32Array(options.contacts);
  let best = Infinity;
  let made = 0;
  // A plane may allow few approaches: after enough refusals any is taken, rather than none.
  for (let attempt = 0; made < options.draws; attempt++) {
    const approach = random.choice(places);
    if (options.initialisation === 'hull') hullStart(hand, approach, random, state, at);
    else nearStart(hand, approach, random, state, at, wrap);
    startingFingers(options, random, state, at + 6);
    if (plane && attempt < options.draws + 200 && !isAboveTable(hand, options, plane, state, at)) continue;
    made++;
    if (options.contactPick > 1) chunk.pose(g);
    for (let c = 0; c < options.contacts; c++) {
      contacts[g * options.contacts + c] = chunk.pickContact(g, c);
    }
    const value = chunk.energyBelow(g, best);
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
