import type { ComparedTable } from '../../evaluation/comparison/compared-row.js';
import { readExperiment } from '../../experiments/experiment-definition.js';
import { experimentResults } from '../../experiments/experiment-results.js';
import { experimentSummary } from '../../experiments/experiment-summary.js';
import { writeCellErrors } from '../../experiments/write-cell-errors.js';

export interface ShowExperimentInput {
  /** A name or a YAML file, and the data it runs on. */
  name: string;
  data: 'own' | 'simulated';
  /** Folder of all experiments. */
  root: string;
  /** Gets the errors of every sample. */
  errors?: string;
}

/** What an experiment has so far. */
export async function showExperiment({
  name,
  data,
  root,
  errors,
}: ShowExperimentInput): Promise<ComparedTable> {
  const results = await experimentResults(readExperiment(name, data), root);
  if (errors !== undefined) await writeCellErrors(errors, results.errors);
  return experimentSummary(results);
}
