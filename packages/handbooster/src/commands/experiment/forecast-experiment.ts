import { type Experiment, readExperiment } from '../../experiments/experiment-definition.js';
import { type PlannedRun, planExperiment } from '../../experiments/plan-experiment.js';
import { measureSpeed } from '../../pipeline/plan/machine-speed.js';

export interface ForecastExperimentInput {
  /** A name or a YAML file, and the data it runs on. */
  name: string;
  data: 'own' | 'simulated';
  /** Folder of all experiments. */
  root: string;
  workers: number;
}

/**
 * Which stages an experiment would run and about how long, after measuring this machine for a second or two.
 */
export function forecastExperiment({ name, data, root, workers }: ForecastExperimentInput): {
  experiment: Experiment;
  runs: PlannedRun[];
} {
  const experiment = readExperiment(name, data);
  return { experiment, runs: planExperiment(experiment, root, measureSpeed(1), workers) };
}
