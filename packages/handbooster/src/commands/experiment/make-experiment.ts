import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Progress } from '../../base/progress.js';
import type { ComparedTable } from '../../evaluation/comparison/compared-row.js';
import { readExperiment } from '../../experiments/experiment-definition.js';
import { experimentResults } from '../../experiments/experiment-results.js';
import { experimentSummary } from '../../experiments/experiment-summary.js';
import { runExperiment } from '../../experiments/run-experiment.js';
import { MANIFEST_FILE } from '../../pipeline/run/run-directory.js';

export interface MakeExperimentInput {
  /** A name or a YAML file, and the data it runs on. */
  name: string;
  data: 'own' | 'simulated';
  /** Changes of the configuration for all rows, as `key=value`. */
  set?: readonly string[];
  /** Folder of all experiments. */
  root: string;
  /** A run, or a folder of runs, whose finished stages may be taken over. */
  store?: string;
  workers: number;
  progress: Progress;
  signal: AbortSignal;
}

/**
 * Makes every run of an experiment that is not finished, and reads what there is then.
 * @throws Interrupted when stopped
 */
export async function makeExperiment(input: MakeExperimentInput): Promise<ComparedTable> {
  const { name, data, set = [], root, store, ...work } = input;
  const experiment = readExperiment(name, data, set);
  await runExperiment({ ...work, experiment, root, store: store === undefined ? [] : runsIn(store) });
  return experimentSummary(await experimentResults(experiment, root));
}

/** The folder itself where it is a run, else the runs in it. */
function runsIn(folder: string): string[] {
  const isRun = (path: string) => existsSync(join(path, MANIFEST_FILE));
  if (isRun(folder)) return [folder];
  return readdirSync(folder)
    .sort()
    .map((name) => join(folder, name))
    .filter(isRun);
}
