import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { InputError } from '../../base/errors/input-error.js';
import type { Progress } from '../../base/progress.js';
import { CAPTURE_SETUP } from '../../capture/plan/capture-plan.js';
import { dexYcbSplit } from '../../datasets/real/dexycb-split.js';
import { loadHand } from '../../hand/model/hand-by-name.js';
import { loadObjectFolder } from '../../objects/folders/load-object-folder.js';
import { loadConfig } from '../../pipeline/config/load-config.js';
import { keptGrasps } from '../../pipeline/outputs/kept-grasps.js';
import { userObjects } from '../../pipeline/run/user-objects.js';
import { type SelectSummary, selectPoses } from '../../pipeline/stages/select/select-poses.js';

export interface SelectRunOptions {
  /** Folder of a set of grasps (`set.json`). */
  grasps: string;
  /** Real data in DexYCB's layout. */
  capture: string;
  /** A YAML file or a preset's name; `hand`, `data`, `grasps.keep`, `select` and `seed` are taken from it. */
  config: string;
  overrides?: readonly string[];
  /**
   * DexYCB setup and split; a simulated capture's own setup or the configuration's, and `train`, by default.
   */
  setup?: string;
  split?: string;
  output: string;
  /** Threads that compare poses; by default, all cores. */
  workers?: number;
  progress: Progress;
  signal: AbortSignal;
}

export const SELECT_RUN_DEFAULTS = { split: 'train' } as const;

/** The select stage on folders of one's own, outside a run. */
export async function selectRun(options: SelectRunOptions): Promise<SelectSummary> {
  const { progress, signal, split = SELECT_RUN_DEFAULTS.split } = options;
  const config = loadConfig(options.config, options.overrides);
  const root = resolve(options.capture);
  if (!existsSync(root)) {
    throw new InputError(`${root}: no such folder; expected real data in DexYCB's layout`);
  }
  const setup =
    options.setup ?? (existsSync(join(root, 'capture.json')) ? CAPTURE_SETUP : config.capture.setup);
  const grasps = keptGrasps(resolve(options.grasps), config.grasps.keep);
  if (grasps.length === 0) {
    throw new InputError(
      `${options.grasps}: none of its grasps is ${config.grasps.keep}; make more, or set grasps.keep=valid`,
    );
  }
  const hand = loadHand(config);
  const models = join(root, 'models');
  const captured = existsSync(models) ? await loadObjectFolder(models) : [];
  const known = new Set(captured.map(({ id }) => id));
  const own = config.data === null ? [] : await userObjects(config.data, progress.say);
  const objects = [...captured, ...own.filter(({ id }) => !known.has(id))];
  const { samples } = await dexYcbSplit(root, hand, setup, split);
  const folder = resolve(options.output);
  return selectPoses({
    samples,
    grasps,
    hand,
    objects,
    options: config.select,
    seed: config.seed,
    folder,
    workers: options.workers ?? availableParallelism(),
    progress,
    signal,
  });
}
