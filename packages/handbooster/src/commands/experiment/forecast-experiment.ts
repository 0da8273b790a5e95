import { type Experiment, readExperiment } from '../../experiments/experiment-definition.js';
import { type PlannedRun, planExperiment } from '../../experiments/plan-experiment.js';
import { measureSpeed } from '../../pipeline/plan/machine-speed.js';
import { REFERENCE } from '../../pipeline/plan/stage-costs.js';

export interface ForecastExperimentInput {
  /** A name or a YAML file, and the data it runs on. */
  name: string;
  data: 'own' | 'simulated';
  /** Changes of the configuration for all rows, as `key=value`. */
  set?: readonly string[];
  /** Folder of all experiments. */
  root: string;
  workers: number;
  /** For the machine that costs were measured on instead of this one. */
  reference?: boolean;
}

/**
 * Which stages an experiment would run, about how long and how large, after measuring this machine for a
 * second or two.
 */
export function forecastExperiment({
  name,
  data,
  set = [],
  root,
  workers,
  reference = false,
}: ForecastExperimentInput): {
  experiment: Experiment;
  runs: PlannedRun[];
} {
  const experiment = readExperiment(name, data, set);
  if (reference) {
    return { experiment, runs: planExperiment(experiment, root, REFERENCE.speed, REFERENCE.workers) };
  }
  return { experiment, runs: planExperiment(experiment, root, measureSpeed(1), workers) };
}
