import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { setThreads } from '@handbooster/torch';
import { InputError } from '../base/errors/input-error.js';
import { stopIfAborted } from '../base/errors/interrupted.js';
import { type Progress, SILENT_PROGRESS } from '../base/progress.js';
import type { Shard } from '../distributed/item-share.js';
import { type BoostSettings, openSettings } from './open-settings.js';
import { Run } from './run/open-run.js';
import { planStages } from './run/plan-stages.js';
import { MANIFEST_FILE, type Manifest, readManifest } from './run/run-directory.js';
import { claimRunFolder } from './run/run-folder.js';
import type { RunStage } from './run/run-stage.js';
import { stageKey } from './run/stage-key.js';
import { STAGE_NAMES, type StageName } from './run/stage-names.js';
import { StageShards } from './shards/stage-shards.js';
import { STAGES } from './stages/index.js';

export interface BoostShardOptions extends Omit<BoostSettings, 'until' | 'overwrite'> {
  /** One stage, whose items can be shared. */
  only: readonly string[];
  shard: Shard;
  progress?: Progress;
  /** Stops after the items under way with `Interrupted`; the same call goes on from there. */
  signal?: AbortSignal;
}

/** Stages whose items can be made by several processes. */
export function sharedStages(): RunStage[] {
  return STAGES.filter(({ share }) => share !== undefined);
}

/**
 * Makes a share of the items of one stage, beside other processes that make theirs, in any order and on any
 * machine that sees the run's folder. Nothing of the run is changed: `mergeShards`, or `boost`, makes the
 * stage of what the shards have left.
 *
 * @throws InputError when the stage has nothing to share or what it reads is not finished
 */
export async function boostShard(options: BoostShardOptions): Promise<void> {
  const {
    progress = SILENT_PROGRESS,
    signal = new AbortController().signal,
    workers = availableParallelism(),
    shard,
  } = options;
  const { config, stages, root } = openSettings(options);
  const [stage] = stages;
  if (stages.length !== 1 || stage.share === undefined) {
    throw new InputError(
      `shard: expected one stage of ${sharedStages().map(({ name }) => name)} (--only), found ${options.only}`,
    );
  }
  claimRunFolder(root, config, { overwrite: false, stages: STAGE_NAMES });
  const { seed } = config;
  const manifest: Manifest = readManifest(join(root, MANIFEST_FILE)) ?? {
    format: 1,
    seed,
    versions: {},
    stages: {},
  };
  const planned = planStages(STAGES, { config, seed, root, manifest });
  const stateOf = (name: string) => planned.find((one) => one.name === name)?.state;
  const lacking = stage.inputs.find((name) => stateOf(name) !== 'unchanged');
  if (lacking !== undefined) {
    throw new InputError(
      `stage ${stage.name}: reads what the stage ${lacking} makes; run or merge that one first`,
    );
  }
  const name = `shard ${shard.index} of ${shard.count} of ${stage.name}`;
  const shards = new StageShards(root, stage.name, stageKey(stage, config, seed, manifest));
  if (stateOf(stage.name) === 'unchanged' || shards.isFinished(shard)) {
    progress.say(`${name}: unchanged`);
    return;
  }
  stopIfAborted(signal);
  progress.say(name);
  setThreads(config.threads);
  const folder = shards.begin(shard);
  const inputs = Object.fromEntries(stage.inputs.map((input) => [input, join(root, input)])) as Record<
    StageName,
    string
  >;
  const run = Run.of(root, config).seenBy(stage.inputs);
  await stage.share({ config, seed, workers, folder, inputs, run, progress, signal }, shard);
  shards.finish(shard);
}
