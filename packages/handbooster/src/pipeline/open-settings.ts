import { existsSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { InputError } from '../base/errors/input-error.js';
import { loadSynthesisModel } from '../synthesis/weights/model-file.js';
import { checkedConfig } from './config/checked-config.js';
import { configDifferences } from './config/config-differences.js';
import type { Config } from './config/config-schema.js';
import { loadConfig } from './config/load-config.js';
import { MANIFEST_FILE } from './run/run-directory.js';
import { CONFIG_FILE, runFolderName } from './run/run-folder.js';
import type { RunStage } from './run/run-stage.js';
import { STAGE_NAMES } from './run/stage-names.js';
import { downloadedNote } from './stages/capture/downloaded-data.js';
import { STAGES } from './stages/index.js';
import { checkReadyWeights, readyWeights } from './weights/ready-weights.js';

/** Which run is meant. */
export interface BoostSettings {
  /** A YAML file or a preset's name. */
  config: string;
  overrides?: readonly string[];
  /** Run folder; `runs/<name of the configuration>`, with what differs from it, by default. */
  output?: string;
  /** Folder of YCB-style models to grasp. */
  data?: string;
  workers?: number;
  /** Stop after this stage. */
  until?: string;
  /** Only these stages, in the run's order; what they read must be finished. All by default. */
  only?: readonly string[];
  /**
   * Other run folders: a stage that is finished in one of them from the same settings and inputs is taken
   * over.
   */
  store?: readonly string[];
  /** Let this configuration take over a run folder of another one. */
  overwrite?: boolean;
}

/** A run that is meant, checked. */
export interface OpenSettings {
  config: Config;
  /** Those that are asked for, in the run's order. */
  stages: readonly RunStage[];
  root: string;
}

/** Reads and checks settings. @throws InputError with all that is wrong */
export function openSettings(settings: BoostSettings): OpenSettings {
  const { overrides = [], data, until, only = [], workers = 1 } = settings;
  if (!Number.isInteger(workers) || workers < 1) {
    throw new InputError(`workers: expected a whole number of at least 1, found ${workers}`);
  }
  for (const [option, names] of Object.entries({ until: until === undefined ? [] : [until], only })) {
    const strange = names.find((name) => !STAGE_NAMES.some((known) => known === name));
    if (strange !== undefined) {
      throw new InputError(`${option}: no stage ${strange}; there are ${STAGE_NAMES.join(', ')}`);
    }
  }
  const { config, path } = checkedConfig(settings.config, overrides, data);
  const stages = only.length === 0 ? STAGES : STAGES.filter(({ name }) => only.includes(name));
  checkInputs(config, stages);
  return { config, stages, root: resolve(settings.output ?? defaultFolder(settings.config, path, config)) };
}

/**
 * What the first stages would complain of, now and not hours later: the download, and ready weights that do
 * not fit.
 */
function checkInputs(config: Config, stages: readonly RunStage[]): void {
  if (config.capture.source !== 'simulated') downloadedNote(config);
  // Reading the weights takes a second: not where no stage of theirs is asked for.
  if (!stages.some(({ name }) => name === 'denoiser' || name === 'synthesise')) return;
  const weights = readyWeights(config);
  if (weights === null || !weights.endsWith('.safetensors')) return;
  const model = loadSynthesisModel(weights);
  try {
    checkReadyWeights(weights, model.config, config);
  } finally {
    model.dispose();
  }
}

/**
 * `runs/<name>`, with what differs from the configuration of that name; a run's own configuration stands for
 * its folder.
 */
function defaultFolder(nameOrPath: string, file: string, config: Config): string {
  const differences = configDifferences(loadConfig(nameOrPath), config);
  const own = basename(file) === CONFIG_FILE && existsSync(join(dirname(file), MANIFEST_FILE));
  if (own && differences.length === 0) return dirname(file);
  const name = own ? basename(dirname(file)) : basename(file, extname(file));
  return join('runs', runFolderName(name, differences));
}
