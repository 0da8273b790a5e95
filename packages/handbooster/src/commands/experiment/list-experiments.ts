import { type Experiment, experimentNames, readExperiment } from '../../experiments/experiment-definition.js';

/** The experiments that come along. */
export function listExperiments(): Experiment[] {
  return experimentNames().map((name) => readExperiment(name));
}
