import { type ComparedRow, compareErrors, meanMeasures } from '../evaluation/comparison/compared-row.js';
import type { SampleErrors } from '../evaluation/metrics/hand-metrics.js';
import type { EvaluationRow } from '../pipeline/outputs/scores.js';
import { Run } from '../pipeline/run/open-run.js';
import { type ExperimentCell, experimentCells, isFinished } from './experiment-cells.js';
import type { Experiment, ExperimentRow } from './experiment-definition.js';

/** Errors of one test sample under one row and seed, millimetres. */
export interface CellError extends SampleErrors {
  row: string;
  seed: number;
  split: string;
  sequence: string;
  sample: string;
}

/** A row on one split: means over the seeds that are finished. */
export interface RowResult extends ComparedRow {
  row: ExperimentRow;
}

export interface ExperimentResults {
  experiment: Experiment;
  rows: RowResult[];
  /** Cells without scores. */
  missing: ExperimentCell[];
  errors: CellError[];
}

/** The networks as the evaluation names them. */
export const METHODS = { real: 'real', boosted: 'real + synthetic' } as const;

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
      const against = row.against ?? experiment.against;
      const of = (name: string) => seededErrors(errors, name, split);
      const differences = row.name === against ? null : compareErrors(of(against), of(row.name));
      const seeds = own.map(({ cell }) => cell.seed);
      const means = meanMeasures(own.map(({ score }) => score));
      return [{ row, split, seeds, means, against: row.name === against ? null : against, differences }];
    }),
  );
  return { experiment, rows, missing: cells.filter((cell) => !isFinished(cell)), errors };
}

function seededErrors(errors: readonly CellError[], row: string, split: string) {
  return errors
    .filter((error) => error.row === row && error.split === split)
    .map((error) => ({ ...error, errors: error }));
}
