import { existsSync } from 'node:fs';
import { planBoost } from '../pipeline/boost.js';
import { loadConfig } from '../pipeline/config/load-config.js';
import { estimateRun } from '../pipeline/plan/estimate-run.js';
import type { MachineSpeed } from '../pipeline/plan/machine-speed.js';
import { stageSeed } from '../pipeline/run/stage-key.js';
import { STAGES } from '../pipeline/stages/index.js';
import { cellFolders, experimentCells } from './experiment-cells.js';
import type { Experiment } from './experiment-definition.js';

/** A run of an experiment, with what of it is still to be made. */
export interface PlannedRun {
  folder: string;
  title: string;
  seed: number;
  stages: string[];
  /** About, on a machine of this speed. */
  seconds: number;
  /** About, of what is made anew. */
  bytes: number;
}

/**
 * Which stages an experiment would run, each once, with an estimate. Whether two rows share a stage is told
 * from settings alone, so a stage may turn out to be shared that is listed twice, where another's result
 * comes out the same.
 */
export function planExperiment(
  experiment: Experiment,
  root: string,
  speed: MachineSpeed,
  workers: number,
): PlannedRun[] {
  const cells = experimentCells(experiment, root);
  const known = new Set<string>();
  return cellFolders(cells).map((folder) => {
    const cell = cells.find((each) => each.folder === folder)!;
    const settings = { config: experiment.config, overrides: cell.overrides, output: folder };
    const config = loadConfig(experiment.config, cell.overrides);
    // Before there is a run nothing is asked of the data, so that one may know the cost before the download.
    const stages = existsSync(folder)
      ? planBoost({ ...settings, until: 'evaluate' }).stages
      : STAGES.filter(({ name }) => name !== 'report').map(({ name }) => ({ name, state: 'new' as const }));
    const keys = new Map<string, string>();
    for (const stage of STAGES) {
      const from = stage.inputs.map((name) => keys.get(name));
      const seed = stageSeed(stage, config, config.seed);
      keys.set(stage.name, JSON.stringify([stage.name, seed, stage.settings(config), from]));
    }
    const open = stages.filter(({ name, state }) => {
      const key = keys.get(name) as string;
      const isOpen = state !== 'unchanged' && !known.has(key);
      known.add(key);
      return isOpen;
    });
    const estimates = estimateRun(config, speed, workers);
    const made = estimates.filter(({ stage }) => open.some(({ name }) => name === stage));
    return {
      folder,
      title: cell.row.title,
      seed: cell.seed,
      stages: open.map(({ name }) => name),
      seconds: made.reduce((sum, { seconds }) => sum + seconds, 0),
      bytes: made.reduce((sum, { bytes }) => sum + bytes, 0),
    };
  });
}
