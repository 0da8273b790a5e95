import { chmodSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { stringify } from 'yaml';
import { InputError } from '../../base/errors/input-error.js';
import { writeFileAtomicSync } from '../../base/files/atomic-write.js';
import { packageFile } from '../../base/files/package-file.js';
import { denoiserPlan } from '../../pipeline/config/denoiser-plan.js';
import { openSettings } from '../../pipeline/open-settings.js';
import { estimateRun } from '../../pipeline/plan/estimate-run.js';
import { measureSpeed } from '../../pipeline/plan/machine-speed.js';
import { hyperqueueFiles } from './hyperqueue-files.js';
import { KUBERNETES_CONFIG, kubernetesFiles } from './kubernetes-files.js';
import type { LaunchSetting } from './launch-setting.js';
import { type LaunchStep, launchSteps } from './launch-steps.js';
import { slurmFiles } from './slurm-files.js';
import { snakemakeFiles } from './snakemake-files.js';

export const SCHEDULERS = ['slurm', 'kubernetes', 'hyperqueue', 'snakemake'] as const;
export type Scheduler = (typeof SCHEDULERS)[number];

export const LAUNCH_DEFAULTS = { cores: 8, atOnce: 16, minutes: 240, most: 1000, mount: '/data' } as const;

export interface LaunchInput {
  scheduler: Scheduler;
  /** A preset's name or a file. */
  config: string;
  overrides?: readonly string[];
  /** The run's folder, for Kubernetes as the tasks see it. */
  run?: string;
  /** Gets the job files. */
  folder: string;
  cores?: number;
  atOnce?: number;
  /** Minutes a task may take. */
  minutes?: number;
  /** Most tasks of a stage; Slurm's own default is 1001. */
  most?: number;
  /** So many shards of every shared stage, instead of what the plan says. */
  shards?: number;
  /** Processes that train the denoiser together; for Slurm and Kubernetes. */
  ranks?: number;
  /** Further `#SBATCH` lines. */
  directives?: readonly string[];
  /** For Kubernetes. */
  image?: string;
  claim?: string;
  mount?: string;
}

export interface Launch {
  steps: LaunchStep[];
  /** Paths of what was written. */
  files: string[];
}

/**
 * Writes the job files of a run. Shards are as many as ten minutes each of the time that this machine would
 * need.
 *
 * @throws {InputError} for a configuration that is wrong, and for what the scheduler lacks
 */
export function launch(input: LaunchInput): Launch {
  const { scheduler, folder, directives, image, claim, shards, ranks = 1 } = input;
  if (ranks > 1 && scheduler !== 'slurm' && scheduler !== 'kubernetes') {
    throw new InputError(
      `launch ${scheduler}: expected --ranks 1: it starts no processes that work together; use slurm or kubernetes`,
    );
  }
  const { cores, atOnce, minutes, most, mount } = { ...LAUNCH_DEFAULTS, ...withoutGaps(input) };
  const { config, root } = openSettings({ ...input, output: input.run });
  const batches = {
    'denoiser.batch': denoiserPlan(config).training.batchSize,
    'train.batch': config.train.batch,
  };
  for (const [key, size] of Object.entries(batches)) {
    if (size % ranks === 0) continue;
    throw new InputError(
      `launch: --ranks ${ranks}: ${key} is ${size} images, which cannot be shared out evenly; ` +
        `expected a divisor of it, or ${key}=${Math.ceil(size / ranks) * ranks}`,
    );
  }
  const estimates =
    shards === undefined
      ? estimateRun(config, measureSpeed(config.threads), Math.min(cores, availableParallelism()))
      : [];
  const steps = launchSteps(config, estimates, { most, shards, ranks });
  const text = stringify(config);
  const inContainer = scheduler === 'kubernetes';
  const setting: LaunchSetting = {
    node: inContainer ? 'node' : process.execPath,
    program: inContainer
      ? '/app/packages/handbooster/bin/handbooster.mjs'
      : packageFile('bin/handbooster.mjs'),
    config: inContainer ? KUBERNETES_CONFIG : resolve(folder, 'config.yaml'),
    run: root,
    cores,
    atOnce,
    minutes,
  };
  let files: Map<string, string>;
  if (scheduler === 'kubernetes') {
    if (image === undefined || claim === undefined) {
      throw new InputError(
        'launch kubernetes: expected --image and --claim, a volume claim that all tasks mount; found none',
      );
    }
    setting.run = input.run ?? `${mount}/run`;
    if (!`${setting.run}/`.startsWith(`${mount}/`)) {
      throw new InputError(
        `launch kubernetes: expected a run folder below ${mount}, where the claim is mounted, found ${setting.run}`,
      );
    }
    files = kubernetesFiles(steps, setting, { image, claim, mount, config: text });
  } else {
    if (scheduler === 'slurm') files = slurmFiles(steps, setting, directives);
    else files = (scheduler === 'hyperqueue' ? hyperqueueFiles : snakemakeFiles)(steps, setting);
    files.set('config.yaml', text);
  }
  const paths: string[] = [];
  for (const [name, content] of files) {
    const path = join(folder, name);
    writeFileAtomicSync(path, content);
    if (name.endsWith('.sh')) chmodSync(path, 0o755);
    paths.push(path);
  }
  return { steps, files: paths };
}

/** Without what is not given, so that defaults fill it. */
function withoutGaps<T extends object>(values: T): Partial<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>;
}
