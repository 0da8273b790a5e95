import type { HandScores, SampleErrors } from '../metrics/hand-metrics.js';
import { ERROR_MEASURES, MEASURES, type Measure } from './measures.js';
import { type PairedDifference, type PairedError, pairedBootstrap } from './paired-bootstrap.js';

/** One way of making and training, on one test split. */
export interface ComparedRow {
  row: {
    name: string;
    title: string;
    /** The paper's own figures. */
    paper?: Partial<Record<Measure, number>>;
  };
  split: string;
  seeds: number[];
  /** Means over the seeds. */
  means: Record<Measure, number>;
  /** Name of the row it is compared with; null for that row itself. */
  against: string | null;
  /** Against the row it is compared with, under the seeds that both have; null for that row itself. */
  differences: Record<keyof SampleErrors, PairedDifference> | null;
}

/** Rows of several splits, with what is to be said of them. */
export interface ComparedTable {
  name: string;
  title: string;
  rows: readonly ComparedRow[];
  notes: readonly string[];
}

/** Errors of one test sample from one seed. */
export interface SeededErrors {
  seed: number;
  sequence: string;
  /** The sample's own name. */
  sample: string;
  /** Millimetres. */
  errors: SampleErrors;
}

/**
 * The paired bootstrap of every error of one way of training against another's, over the samples and seeds
 * that both have; null where they have none in common, or a network predicted what is no number.
 */
export function compareErrors(
  before: readonly SeededErrors[],
  after: readonly SeededErrors[],
): ComparedRow['differences'] {
  const base = new Map(before.map((error) => [`${error.seed} ${error.sample}`, error]));
  const pairs = after.flatMap((own) => {
    const other = base.get(`${own.seed} ${own.sample}`);
    return other === undefined ? [] : [{ before: other, after: own }];
  });
  if (pairs.length === 0) return null;
  const hasNumbers = ({ errors }: SeededErrors) =>
    ERROR_MEASURES.every((name) => Number.isFinite(errors[name]));
  if (!pairs.every((pair) => hasNumbers(pair.before) && hasNumbers(pair.after))) return null;
  const difference = (measure: keyof SampleErrors) =>
    pairedBootstrap(
      pairs.map(
        (pair): PairedError => ({
          seed: pair.after.seed,
          sequence: pair.after.sequence,
          before: pair.before.errors[measure],
          after: pair.after.errors[measure],
        }),
      ),
    );
  return Object.fromEntries(ERROR_MEASURES.map((measure) => [measure, difference(measure)])) as Record<
    keyof SampleErrors,
    PairedDifference
  >;
}

/** Means of the measures over scores of several seeds. */
export function meanMeasures(
  scores: readonly { rootRelative: HandScores; aligned: HandScores }[],
): Record<Measure, number> {
  const mean = (measure: Measure) =>
    scores.reduce((sum, score) => sum + measureOf(score, measure), 0) / scores.length;
  return Object.fromEntries(MEASURES.map((measure) => [measure, mean(measure)])) as Record<Measure, number>;
}

function measureOf(
  { rootRelative, aligned }: { rootRelative: HandScores; aligned: HandScores },
  measure: Measure,
): number {
  if (!measure.startsWith('aligned')) return rootRelative[measure as keyof HandScores];
  const name = measure.slice('aligned'.length);
  return aligned[(name[0].toLowerCase() + name.slice(1)) as keyof HandScores];
}
