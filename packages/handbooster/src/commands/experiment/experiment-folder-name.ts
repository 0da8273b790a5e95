import { readExperiment } from '../../experiments/experiment-definition.js';

/** Name of the folder that has an experiment's runs. @throws InputError where there is no such experiment */
export function experimentFolderName(name: string, data: 'own' | 'simulated'): string {
  return readExperiment(name, data).name;
}
