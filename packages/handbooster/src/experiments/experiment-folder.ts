import { existsSync, mkdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { InputError } from '../base/errors/input-error.js';
import { writeFileAtomicSync } from '../base/files/atomic-write.js';
import { readJsonFile } from '../base/files/read-text-file.js';
import { type Experiment, experimentNames, readExperiment } from './experiment-definition.js';

/** The definition that the runs of a folder were made by. */
const EXPERIMENT_FILE = 'experiment.json';

/** Keeps an experiment's definition beside its runs. */
export function writeExperimentFile(root: string, experiment: Experiment): void {
  const folder = join(root, experiment.name);
  mkdirSync(folder, { recursive: true });
  writeFileAtomicSync(join(folder, EXPERIMENT_FILE), `${JSON.stringify(experiment, null, 2)}\n`);
}

/**
 * The experiment whose runs are in a folder, and the folder of all experiments.
 * @throws InputError where it is no experiment's
 */
export function openExperimentFolder(path: string): { experiment: Experiment; root: string } {
  const folder = resolve(path);
  const [name, root] = [basename(folder), dirname(folder)];
  const file = join(folder, EXPERIMENT_FILE);
  if (existsSync(file)) return { experiment: { ...(readJsonFile(file) as Experiment), name }, root };
  const known = name.replace(/-simulated$/, '');
  if (!existsSync(folder) || !experimentNames().includes(known)) {
    throw new InputError(
      `${folder}: expected the folder of a run (it has a manifest.json) or of an experiment (it has an ${EXPERIMENT_FILE}), found neither`,
    );
  }
  return { experiment: readExperiment(known, known === name ? 'own' : 'simulated'), root };
}
