import { join } from 'node:path';
import { distributed, setThreads } from '@handbooster/torch';
import { InputError } from '../base/errors/input-error.js';
import { type Progress, SILENT_PROGRESS } from '../base/progress.js';
import { type BoostSettings, openSettings } from './open-settings.js';
import { Run } from './run/open-run.js';
import { planStages } from './run/plan-stages.js';
import { MANIFEST_FILE, type Manifest, readManifest } from './run/run-directory.js';
import type { RunStage } from './run/run-stage.js';
import { stageSeed } from './run/stage-key.js';
import type { StageName } from './run/stage-names.js';
import { STAGES } from './stages/index.js';

/** Stages that several processes make together. */
export function stagesOnRanks(): RunStage[] {
  return STAGES.filter(({ onRanks }) => onRanks);
}

/**
 * Which of several processes that make one stage together this one is, as torchrun, `srun` or Open MPI says;
 * null where it is alone.
 *
 * @throws InputError for a rank of more than one without a stage that trains on ranks, and for variables that
 * make no sense
 */
export function boostWorld(only: readonly string[] = []): distributed.World | null {
  const world = resolveWorld();
  if (world.size === 1) return null;
  const stage = STAGES.find(({ name }) => name === only[0]);
  if (only.length === 1 && stage?.onRanks) return world;
  const able = stagesOnRanks().map(({ name }) => name);
  throw new InputError(
    `rank ${world.rank} of ${world.size} (${world.source}): ranks make one stage together, one of ${able.join(', ')} (--only ${able[0]}), ` +
      `found ${only.length === 0 ? 'all stages' : only}; others are shared by --shard`,
  );
}

function resolveWorld(): distributed.World {
  try {
    return distributed.resolveWorld();
  } catch (error) {
    if (error instanceof RangeError) throw new InputError(error.message);
    throw error;
  }
}

export interface BoostRankOptions extends BoostSettings {
  progress?: Progress;
  signal?: AbortSignal;
}

/**
 * Takes part in the stage that rank 0 makes with `boost`: reads what it reads, works beside it, and leaves
 * files to it alone.
 *
 * @throws Interrupted when any of the ranks was stopped
 */
export async function boostRank(options: BoostRankOptions): Promise<void> {
  const { progress = SILENT_PROGRESS, signal = new AbortController().signal, workers = 1 } = options;
  const { config, stages, root } = openSettings(options);
  const stage = stages[0] as RunStage;
  const { seed } = config;
  const manifest: Manifest = readManifest(join(root, MANIFEST_FILE)) ?? {
    format: 1,
    seed,
    versions: {},
    stages: {},
  };
  const planned = planStages(STAGES, { config, seed, root, manifest });
  if (planned.find(({ name }) => name === stage.name)?.state === 'unchanged') {
    progress.say(`${stage.name}: unchanged`);
    return;
  }
  setThreads(config.threads);
  const inputs = Object.fromEntries(stage.inputs.map((input) => [input, join(root, input)]));
  // Where rank 0 works, and where a training that was interrupted lies.
  const folder = `${join(root, stage.name)}.partial`;
  await stage.run({
    config,
    seed: stageSeed(stage, config, seed),
    workers,
    folder,
    inputs: inputs as Record<StageName, string>,
    run: Run.of(root, config).seenBy(stage.inputs),
    progress: SILENT_PROGRESS,
    signal,
  });
}
