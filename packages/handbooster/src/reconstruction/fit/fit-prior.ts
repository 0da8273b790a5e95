import { jointLimits } from '../../hand/joint-limits.js';
import type { HandModel } from '../../hand/model/hand-model.js';

/** What the fit takes for likely before it has seen a picture: residuals that are linear in the angles. */
export interface FitPrior {
  /** (45) means and deviations; a deviation of 0 locks an angle. */
  mean: Float64Array;
  deviation: Float64Array;
  /** (45) limits of the joints. */
  low: Float64Array;
  high: Float64Array;
  /** Pairs of angles that bend together: second - factor x first, with a deviation. */
  couplings: { first: number; second: number; factor: number; deviation: number }[];
}

const DEGREE = Math.PI / 180;

/**
 * Mean and deviation in degrees of flexion, sideways motion and twist: wide, as hands in photos do anything
 * from a fist to a flat hand, and nothing where a joint is a hinge.
 */
const FINGER = [
  [
    [25, 40],
    [0, 10],
    [0, 0],
  ],
  [
    [30, 40],
    [0, 0],
    [0, 0],
  ],
  [
    [18, 25],
    [0, 0],
    [0, 0],
  ],
];
const THUMB = [
  [
    [5, 18],
    [12, 18],
    [0, 9],
  ],
  [
    [12, 18],
    [0, 5],
    [0, 0],
  ],
  [
    [14, 28],
    [0, 0],
    [0, 0],
  ],
];

/** The prior in anatomical angles, for any model with MANO's skeleton. */
export function fitPrior(model: HandModel): FitPrior {
  const mean = new Float64Array(45);
  const deviation = new Float64Array(45);
  for (let joint = 0; joint < 15; joint++) {
    (joint < 12 ? FINGER : THUMB)[joint % 3].forEach(([middle, width], motion) => {
      mean[3 * joint + motion] = middle * DEGREE;
      deviation[3 * joint + motion] = width * DEGREE;
    });
  }
  const { anatomicalLow, anatomicalHigh } = jointLimits(model);
  return {
    mean,
    deviation,
    low: Float64Array.from(anatomicalLow),
    high: Float64Array.from(anatomicalHigh),
    // The end joint bends with about half the middle one's angle.
    couplings: [0, 1, 2, 3].map((digit) => ({
      first: 9 * digit + 3,
      second: 9 * digit + 6,
      factor: 0.55,
      deviation: 15 * DEGREE,
    })),
  };
}
