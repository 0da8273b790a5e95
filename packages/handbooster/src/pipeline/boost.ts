import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, extname, join, resolve } from 'node:path';
import { setThreads } from '@handbooster/torch';
import { stringify } from 'yaml';
import { InputError } from '../base/errors/input-error.js';
import type { Progress } from '../base/progress.js';
import { versions } from '../base/versions.js';
import type { Config } from './config/config-schema.js';
import { findConfig, loadConfig } from './config/load-config.js';
import { REPORT_FILE } from './outputs/report-file.js';
import { RunDirectory } from './run/run-directory.js';
import { runStages } from './run/run-stages.js';
import { STAGES } from './stages/index.js';

export interface BoostOptions {
  /** A YAML file or a preset's name. */
  config: string;
  overrides?: readonly string[];
  /** Run folder; `runs/<name of the configuration>` by default. */
  output?: string;
  /** Folder of YCB-style models to grasp. */
  data?: string;
  workers?: number;
  /** Stop after this stage. */
  until?: string;
  /** Only these stages, in the run's order; what they read must be finished. All by default. */
  only?: readonly string[];
  progress: Progress;
  signal: AbortSignal;
}

/**
 * Runs every stage from the real data to the report. A second run in the same folder skips what is unchanged and goes on
 * with what was interrupted.
 *
 * @returns the report's path, or null when the run was told to stop before it.
 */
export async function boost(options: BoostOptions): Promise<{ root: string; report: string | null }> {
  const { progress, signal, until, only = [], workers = availableParallelism() } = options;
  const config = loadConfig(options.config, options.overrides);
  if (options.data !== undefined) config.data = resolve(options.data);
  if (!Number.isInteger(workers) || workers < 1) {
    throw new InputError(`workers: expected a whole number of at least 1, found ${workers}`);
  }
  const known = STAGES.map(({ name }) => name);
  for (const [option, names] of Object.entries({ until: until === undefined ? [] : [until], only })) {
    const strange = names.find((name) => !known.includes(name));
    if (strange !== undefined) {
      throw new InputError(`${option}: no stage ${strange}; there are ${known.join(', ')}`);
    }
  }
  const stages = only.length === 0 ? STAGES : STAGES.filter(({ name }) => only.includes(name));
  const name = basename(findConfig(options.config), extname(findConfig(options.config)));
  const root = resolve(
    options.output ?? join('runs', config.data === null ? name : `${name}-${basename(config.data)}`),
  );
  setThreads(config.threads);
  const directory = new RunDirectory(root, config.seed, versions());
  keepConfig(root, config);
  await runStages(stages, { config, seed: config.seed, workers, directory, progress, signal, until });
  const report = join(root, 'report', REPORT_FILE);
  return {
    root,
    report: stages.at(-1)?.name === 'report' && (until ?? 'report') === 'report' ? report : null,
  };
}

/** The resolved configuration, so that a run folder explains itself. */
function keepConfig(root: string, config: Config): void {
  const path = join(root, 'config.yaml');
  const text = stringify(config);
  if (!existsSync(path) || readFileSync(path, 'utf8') !== text) writeFileSync(path, text);
}
