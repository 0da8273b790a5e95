import { axisAngleToMatrix } from '../../geometry/rotations.js';
import { Run } from '../../pipeline/run/open-run.js';

/** How near the hands of a split are to those that a network learns from. */
export interface PoseCoverage {
  split: string;
  samples: number;
  /**
   * Mean over the split's hands of the distance to the nearest one, millimetres: of the real training split,
   * ...
   */
  real: number;
  /** ... of it and the run's conditions together, ... */
  together: number;
  /** ... and of the conditions alone. */
  conditions: number;
  /** Share of the split's hands whose nearest one is a condition. */
  nearer: number;
}

/** What tells two hands apart once place and turn do not count, and what does when they do. */
export const COVERAGE_KINDS = ['fingers', 'seen'] as const;
export type CoverageKind = (typeof COVERAGE_KINDS)[number];

interface PosedHand {
  joints: ArrayLike<number>;
  hand: { pose: ArrayLike<number> };
}

/**
 * How far the hands of each split are from those learned from, with and without a run's conditions: the mean
 * distance of the 20 joints after the wrist.
 *
 * @param folder of a run, or the run
 * @param kind `fingers`: each hand at its own wrist and turned back by its root, so that what is left is how
 * fingers bend, and the hand's shape; `seen`: at its own wrist as the camera sees it
 */
export async function poseCoverage(folder: string | Run, kind: CoverageKind): Promise<PoseCoverage[]> {
  const run = typeof folder === 'string' ? Run.open(folder) : folder;
  const vectors = (hands: readonly PosedHand[]) => hands.map((hand) => vectorOf(hand, kind));
  const real = vectors((await run.trainingSplit()).samples);
  const made = vectors(await run.conditions());
  const { validation, tests } = run.captured.note;
  const rows: PoseCoverage[] = [];
  for (const split of [validation, ...tests]) {
    const hands = vectors((await run.split(split)).samples);
    const [toReal, toMade] = [real, made].map((among) => hands.map((hand) => nearest(hand, among)));
    const mean = (of: (i: number) => number) => hands.reduce((sum, _, i) => sum + of(i), 0) / hands.length;
    rows.push({
      split,
      samples: hands.length,
      real: 1000 * mean((i) => toReal[i]),
      together: 1000 * mean((i) => Math.min(toReal[i], toMade[i])),
      conditions: 1000 * mean((i) => toMade[i]),
      nearer: mean((i) => (toMade[i] < toReal[i] ? 1 : 0)),
    });
  }
  return rows;
}

/** (20, 3) metres: joints from the wrist. */
function vectorOf({ joints, hand }: PosedHand, kind: CoverageKind): Float32Array {
  const m = kind === 'fingers' ? axisAngleToMatrix(hand.pose) : null;
  const out = new Float32Array(60);
  for (let j = 0; j < 20; j++) {
    const [x, y, z] = [0, 1, 2].map((k) => joints[3 * (j + 1) + k] - joints[k]);
    // The transpose undoes the root's turn.
    out[3 * j] = m === null ? x : m[0] * x + m[3] * y + m[6] * z;
    out[3 * j + 1] = m === null ? y : m[1] * x + m[4] * y + m[7] * z;
    out[3 * j + 2] = m === null ? z : m[2] * x + m[5] * y + m[8] * z;
  }
  return out;
}

/** The least mean distance of joints. */
function nearest(hand: Float32Array, among: readonly Float32Array[]): number {
  let least = Number.POSITIVE_INFINITY;
  for (const other of among) {
    let sum = 0;
    for (let i = 0; i < 60 && sum < 20 * least; i += 3) {
      sum += Math.hypot(hand[i] - other[i], hand[i + 1] - other[i + 1], hand[i + 2] - other[i + 2]);
    }
    if (sum / 20 < least) least = sum / 20;
  }
  return least;
}
