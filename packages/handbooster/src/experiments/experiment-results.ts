import type { SampleErrors } from '../evaluation/metrics/hand-metrics.js';
import type { EvaluationRow } from '../pipeline/outputs/scores.js';
import { Run } from '../pipeline/run/open-run.js';
import { type ExperimentCell, experimentCells, isFinished } from './experiment-cells.js';
import { type Experiment, type ExperimentRow, MEASURES, type Measure } from './experiment-definition.js';
import { type PairedDifference, type PairedError, pairedBootstrap } from './paired-bootstrap.js';

/** Errors of one test sample under one row and seed, millimetres. */
export interface CellError extends SampleErrors {
  row: string;
  seed: number;
  split: string;
  sequence: string;
  sample: string;
}

/** A row on one split: means over the seeds that are finished. */
export interface RowResult {
  row: ExperimentRow;
  split: string;
  seeds: number[];
  means: Record<Measure, number>;
  /** Against the row it is compared with, under the seeds that both have; null for that row itself. */
  differences: Record<keyof SampleErrors, PairedDifference> | null;
}

export interface ExperimentResults {
  experiment: Experiment;
  rows: RowResult[];
  /** Cells without scores. */
  missing: ExperimentCell[];
  errors: CellError[];
}

export const ERROR_MEASURES = [
  'jointError',
  'vertexError',
  'alignedJointError',
  'alignedVertexError',
] as const;

/** The networks as the evaluation names them. */
const METHODS = { real: 'real', boosted: 'real + synthetic' } as const;

/** Reads what an experiment has so far, and compares rows. */
export async function experimentResults(experiment: Experiment, root: string): Promise<ExperimentResults> {
  const cells = experimentCells(experiment, root);
  const done = cells.filter(isFinished);
  const errors: CellError[] = [];
  const scores: { cell: ExperimentCell; score: EvaluationRow }[] = [];
  for (const cell of done) {
    const run = Run.open(cell.folder);
    const method = METHODS[cell.row.trained];
    for (const score of run.scores()) if (score.method === method) scores.push({ cell, score });
    for (const record of await run.sampleErrors()) {
      if (record.method !== method) continue;
      const { split, id, subject, sequence } = record;
      const own = {
        row: cell.row.name,
        seed: cell.seed,
        split,
        sequence: `${subject}/${sequence}`,
        sample: id,
      };
      errors.push({ ...own, ...record.errors });
    }
  }
  const splits = [...new Set(scores.map(({ score }) => score.split))];
  const rows = experiment.rows.flatMap((row) =>
    splits.flatMap((split) => {
      const own = scores.filter(({ cell, score }) => cell.row === row && score.split === split);
      if (own.length === 0) return [];
      const differences = compare(errors, row, row.against ?? experiment.against, split);
      const seeds = own.map(({ cell }) => cell.seed);
      return [{ row, split, seeds, means: meansOf(own.map(({ score }) => score)), differences }];
    }),
  );
  return { experiment, rows, missing: cells.filter((cell) => !isFinished(cell)), errors };
}

function meansOf(scores: readonly EvaluationRow[]): Record<Measure, number> {
  const scoreOf = (score: EvaluationRow, measure: Measure): number => {
    if (!measure.startsWith('aligned')) return score.rootRelative[measure as keyof EvaluationRow['aligned']];
    const name = measure.slice('aligned'.length);
    return score.aligned[(name[0].toLowerCase() + name.slice(1)) as keyof EvaluationRow['aligned']];
  };
  const mean = (measure: Measure) =>
    scores.reduce((sum, score) => sum + scoreOf(score, measure), 0) / scores.length;
  return Object.fromEntries(MEASURES.map((measure) => [measure, mean(measure)])) as Record<Measure, number>;
}

/** The paired bootstrap of every error of a row against another's. */
function compare(
  errors: readonly CellError[],
  row: ExperimentRow,
  against: string,
  split: string,
): RowResult['differences'] {
  if (row.name === against) return null;
  const of = (name: string) => errors.filter((error) => error.row === name && error.split === split);
  const base = new Map(of(against).map((error) => [`${error.seed} ${error.sample}`, error]));
  const pairs = of(row.name).flatMap((after) => {
    const before = base.get(`${after.seed} ${after.sample}`);
    return before === undefined ? [] : [{ before, after }];
  });
  if (pairs.length === 0) return null;
  const difference = (measure: keyof SampleErrors) =>
    pairedBootstrap(
      pairs.map(
        ({ before, after }): PairedError => ({
          seed: after.seed,
          sequence: after.sequence,
          before: before[measure],
          after: after[measure],
        }),
      ),
    );
  return Object.fromEntries(ERROR_MEASURES.map((measure) => [measure, difference(measure)])) as Record<
    keyof SampleErrors,
    PairedDifference
  >;
}
