import { jointLimits } from '../../hand/joint-limits.js';
import type { HandModel } from '../../hand/model/hand-model.js';

/** What finger poses are likely and possible. */
export interface PosePrior {
  /** (45) mean. */
  mean: Float64Array;
  /** (45) standard deviations. */
  deviation: Float64Array;
  /** Linear combinations of (angle - mean) with their deviations: fingers that bend together. */
  couplings: { angles: number[]; factors: number[]; deviation: number }[];
  /** (45) anatomical limits. */
  low: Float64Array;
  high: Float64Array;
  /** (45) 1 where a joint does not turn about that axis in a living hand: it stays at the mean. */
  locked: Uint8Array;
}

const DEGREE = Math.PI / 180;

/**
 * Mean and standard deviation, degrees, of flexion, sideways motion and twist of each joint in hands that
 * hold something. A deviation of zero locks the axis: end joints are hinges.
 */
const FINGER = [
  { flexion: [34, 22], sideways: [0, 7], twist: [0, 0] },
  { flexion: [36, 20], sideways: [0, 0], twist: [0, 0] },
  { flexion: [20, 14], sideways: [0, 0], twist: [0, 0] },
] as const;
const THUMB = [
  { flexion: [12, 13], sideways: [28, 13], twist: [0, 9] },
  { flexion: [12, 12], sideways: [0, 4], twist: [0, 0] },
  { flexion: [14, 18], sideways: [0, 0], twist: [0, 0] },
] as const;

/**
 * The prior in anatomical angles (`HandAnatomy.axes`): ranges of motion, and two habits of living hands, the
 * last joint bending with about half the middle one's angle, and neighbouring fingers bending alike.
 */
export function anatomicalPrior(model: HandModel): PosePrior {
  const mean = new Float64Array(45);
  const deviation = new Float64Array(45);
  const locked = new Uint8Array(45);
  for (let joint = 0; joint < 15; joint++) {
    const habits = (joint < 12 ? FINGER : THUMB)[joint % 3];
    [habits.flexion, habits.sideways, habits.twist].forEach((row, axis) => {
      const i = 3 * joint + axis;
      [mean[i], deviation[i]] = row.map((degrees) => degrees * DEGREE);
      locked[i] = row[1] === 0 ? 1 : 0;
    });
  }
  const limits = jointLimits(model);
  const low = Float64Array.from(limits.anatomicalLow);
  const high = Float64Array.from(limits.anatomicalHigh);
  const couplings: PosePrior['couplings'] = [];
  for (let digit = 0; digit < 4; digit++) {
    couplings.push({ angles: [9 * digit + 6, 9 * digit + 3], factors: [1, -0.55], deviation: 9 * DEGREE });
  }
  // Index, middle, ring, little lie at digits 0, 1, 3, 2 of MANO's order.
  for (const [a, b] of [
    [0, 1],
    [1, 3],
    [3, 2],
  ]) {
    couplings.push({ angles: [9 * a, 9 * b], factors: [1, -1], deviation: 14 * DEGREE });
    couplings.push({ angles: [9 * a + 3, 9 * b + 3], factors: [1, -1], deviation: 16 * DEGREE });
    couplings.push({ angles: [9 * a + 1, 9 * b + 1], factors: [1, -1], deviation: 8 * DEGREE });
  }
  return { mean, deviation, couplings, low, high, locked };
}

/**
 * The diagonal prior of upstream in raw axis-angle: the model's mean pose, and the deviations its pose
 * components imply where they are scaled (MANO's coefficients are whitened), else those of `fallback`.
 */
export function componentPrior(model: HandModel, fallback: number): PosePrior {
  const deviation = new Float64Array(45);
  for (let i = 0; i < 45; i++) {
    let squared = 0;
    for (let c = 0; c < 45; c++) squared += model.poseComponents[45 * c + i] ** 2;
    deviation[i] = Math.sqrt(squared);
  }
  // Rows of an orthonormal basis say nothing about how far joints bend.
  const orthonormal = deviation.every((value) => Math.abs(value - 1) < 1e-3);
  for (let i = 0; i < 45; i++) if (orthonormal || !(deviation[i] > 1e-3)) deviation[i] = fallback;
  return {
    mean: Float64Array.from(model.poseMean),
    deviation,
    couplings: [],
    low: new Float64Array(45).fill(-Infinity),
    high: new Float64Array(45).fill(Infinity),
    locked: new Uint8Array(45),
  };
}

/** E_prior = |z|_2 over standardised angles and couplings (not squared); adds weight x dE to `gradient`. */
export function priorEnergy(
  prior: PosePrior,
  angles: ArrayLike<number>,
  offset: number,
  weight: number,
  gradient: Float64Array,
  at: number,
): number {
  let squared = 0;
  for (let i = 0; i < 45; i++) {
    if (prior.locked[i]) continue;
    const z = (angles[offset + i] - prior.mean[i]) / prior.deviation[i];
    squared += z * z;
  }
  const { couplings } = prior;
  const values = couplingValues(couplings.length);
  for (let c = 0; c < couplings.length; c++) {
    const { angles: coupled, factors, deviation } = couplings[c];
    let value = 0;
    for (let k = 0; k < coupled.length; k++) {
      value += factors[k] * (angles[offset + coupled[k]] - prior.mean[coupled[k]]);
    }
    values[c] = value / deviation;
    squared += values[c] * values[c];
  }
  const norm = Math.sqrt(squared);
  const factor = weight / Math.max(norm, 1e-9);
  for (let i = 0; i < 45; i++) {
    if (prior.locked[i]) continue;
    gradient[at + i] += (factor * (angles[offset + i] - prior.mean[i])) / prior.deviation[i] ** 2;
  }
  for (let c = 0; c < couplings.length; c++) {
    const { angles: coupled, factors, deviation } = couplings[c];
    for (let k = 0; k < coupled.length; k++) {
      gradient[at + coupled[k]] += (factor * values[c] * factors[k]) / deviation;
    }
  }
  return norm;
}

let scratch = new Float64Array(16);

/** Room for one number a coupling, kept from call to call. */
function couplingValues(count: number): Float64Array {
  if (scratch.length < count) scratch = new Float64Array(count);
  return scratch;
}

/** E_joints = sum of radians past the limits; adds weight x dE to `gradient`. */
export function limitEnergy(
  prior: PosePrior,
  angles: ArrayLike<number>,
  offset: number,
  weight: number,
  gradient: Float64Array,
  at: number,
): number {
  let energy = 0;
  for (let i = 0; i < 45; i++) {
    const value = angles[offset + i];
    if (value > prior.high[i]) {
      energy += value - prior.high[i];
      gradient[at + i] += weight;
    } else if (value < prior.low[i]) {
      energy += prior.low[i] - value;
      gradient[at + i] -= weight;
    }
  }
  return energy;
}
