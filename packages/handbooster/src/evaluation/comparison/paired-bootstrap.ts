import { Random } from '@handbooster/torch/random';
import { InputError } from '../../base/errors/input-error.js';
import { quantileOf } from '../../base/numbers/quantile-of.js';

/** Errors of two ways of training on the same sample, each trained from the same seed. */
export interface PairedError {
  /** Seed of the trainings. */
  seed: number;
  /** What samples of one recording have in common; samples of one sequence are far from independent. */
  sequence: string;
  /** In the measure's own unit. */
  before: number;
  after: number;
}

export interface PairedBootstrapOptions {
  /** Resamplings. */
  draws: number;
  /** Share of resamplings inside the interval. */
  confidence: number;
  seed: number;
}

export const PAIRED_BOOTSTRAP_DEFAULTS: PairedBootstrapOptions = {
  draws: 10_000,
  confidence: 0.95,
  seed: 1,
};

/** A difference of means and how sure it is. Negative: the second way has the lower error. */
export interface PairedDifference {
  before: number;
  after: number;
  /** after - before. */
  difference: number;
  /** Percentile interval of the difference. */
  low: number;
  high: number;
  /** Two-sided: twice the smaller share of resamplings on one side of zero, at least 1 / draws. */
  p: number;
  seeds: number;
  sequences: number;
  samples: number;
}

/**
 * Paired hierarchical bootstrap of a difference of mean errors. A resampling draws seeds with replacement
 * and, apart from them, sequences with replacement (the same ones for every seed and for both ways, since the
 * test split is the same), takes every sample of what was drawn, and takes the difference of the two means.
 * Both levels are crossed, as in the two-way bootstrap of Owen, "The pigeonhole bootstrap", Annals of Applied
 * Statistics 2007, which errs on the side of wide intervals.
 *
 * With one seed the interval tells of sequences alone.
 *
 * @throws InputError where a sequence is missing under one of the seeds, or there is nothing to compare.
 */
export function pairedBootstrap(
  errors: readonly PairedError[],
  options: Partial<PairedBootstrapOptions> = {},
): PairedDifference {
  const { draws, confidence, seed } = { ...PAIRED_BOOTSTRAP_DEFAULTS, ...options };
  const table = cellsOf(errors);
  const { seeds, sequences, counts, differences } = table;
  const drawn = drawnFor(seed, draws, seeds, sequences);
  const results = new Float64Array(draws);
  for (let draw = 0; draw < draws; draw++) {
    const from = draw * (seeds + sequences);
    let sum = 0;
    let count = 0;
    for (let q = 0; q < sequences; q++) {
      const at = drawn[from + seeds + q];
      for (let s = 0; s < seeds; s++) {
        const cell = drawn[from + s] * sequences + at;
        sum += differences[cell];
        count += counts[cell];
      }
    }
    results[draw] = sum / count;
  }
  results.sort();
  const below = results.findIndex((value) => value >= 0);
  const negative = (below < 0 ? draws : below) / draws;
  const firstPositive = results.findIndex((value) => value > 0);
  const positive = (firstPositive < 0 ? 0 : draws - firstPositive) / draws;
  const tail = (1 - confidence) / 2;
  const sorted = Array.from(results);
  return {
    before: table.before,
    after: table.after,
    difference: table.after - table.before,
    low: quantileOf(sorted, tail),
    high: quantileOf(sorted, 1 - tail),
    // What lies exactly at zero counts for neither side being empty: no resampling at all differs from zero.
    p: Math.max(1 / draws, Math.min(1, 2 * Math.min(1 - negative, 1 - positive))),
    seeds,
    sequences,
    samples: errors.length,
  };
}

let last: { key: string; drawn: Uint32Array } | null = null;

/**
 * Which seeds and which sequences each resampling draws, row by row. A table's measures and rows mostly have
 * the same numbers of both and so the same draws, which cost more than all else: the last ones are kept.
 */
function drawnFor(seed: number, draws: number, seeds: number, sequences: number): Uint32Array {
  const key = [seed, draws, seeds, sequences].join(' ');
  if (last?.key === key) return last.drawn;
  const random = new Random(seed, 'paired-bootstrap');
  const drawn = new Uint32Array(draws * (seeds + sequences));
  for (let i = 0; i < drawn.length; i++) {
    drawn[i] = random.integer(i % (seeds + sequences) < seeds ? seeds : sequences);
  }
  last = { key, drawn };
  return drawn;
}

/** Sums of differences and numbers of samples, (seeds, sequences), row by row. */
function cellsOf(errors: readonly PairedError[]) {
  const seeds = [...new Set(errors.map(({ seed }) => seed))].sort((a, b) => a - b);
  const sequences = [...new Set(errors.map(({ sequence }) => sequence))].sort();
  if (errors.length === 0) throw new InputError('paired bootstrap: no samples to compare');
  const seedAt = new Map(seeds.map((seed, i) => [seed, i]));
  const sequenceAt = new Map(sequences.map((name, i) => [name, i]));
  const counts = new Int32Array(seeds.length * sequences.length);
  const differences = new Float64Array(counts.length);
  let before = 0;
  let after = 0;
  for (const error of errors) {
    if (!Number.isFinite(error.before) || !Number.isFinite(error.after)) {
      throw new InputError(
        `paired bootstrap: ${error.sequence}, seed ${error.seed}: expected finite errors, found ${error.before} and ${error.after}`,
      );
    }
    const cell = seedAt.get(error.seed)! * sequences.length + sequenceAt.get(error.sequence)!;
    counts[cell]++;
    differences[cell] += error.after - error.before;
    before += error.before;
    after += error.after;
  }
  const empty = counts.indexOf(0);
  if (empty >= 0) {
    throw new InputError(
      `paired bootstrap: sequence ${sequences[empty % sequences.length]} has no samples under seed ` +
        `${seeds[Math.floor(empty / sequences.length)]}: expected every sequence under every seed`,
    );
  }
  return {
    seeds: seeds.length,
    sequences: sequences.length,
    counts,
    differences,
    before: before / errors.length,
    after: after / errors.length,
  };
}
