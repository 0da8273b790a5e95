import { stagesOnRanks } from '../../pipeline/boost-rank.js';
import { sharedStages } from '../../pipeline/boost-shard.js';
import type { loadConfig } from '../../pipeline/config/load-config.js';
import type { StageEstimate } from '../../pipeline/plan/estimate-run.js';
import { STAGE_NAMES, type StageName } from '../../pipeline/run/stage-names.js';

/** Seconds a task works at least: a scheduler takes some to start one. */
const LEAST_SECONDS = 600;

/** One job of a run: a stage in one process or in shards, or what its shards left made into the stage. */
export interface LaunchStep {
  /** For files and jobs: `02-grasps`. */
  name: string;
  stage: StageName;
  kind: 'whole' | 'shards' | 'ranks' | 'merge';
  /** Tasks; 1 but for `shards` and `ranks`. */
  count: number;
  /**
   * What follows `node handbooster.mjs`, with `{config}`, `{run}` and `{shard}` for what a scheduler fills
   * in.
   */
  arguments: readonly string[];
}

export interface LaunchStepsOptions {
  /** Most tasks of a stage. */
  most: number;
  /** This many shards of each shared stage, whatever it is expected to take. */
  shards?: number;
  /** Processes that train together, where a stage can be trained so. */
  ranks?: number;
}

/**
 * The jobs of a run, one after the other: shared stages in shards of ten minutes or more by the plan, and
 * then merged.
 *
 * @param estimates what each stage is expected to take in one process
 */
export function launchSteps(
  config: ReturnType<typeof loadConfig>,
  estimates: readonly StageEstimate[],
  { most, shards, ranks = 1 }: LaunchStepsOptions,
): LaunchStep[] {
  const shared = new Set<string>(sharedStages().map(({ name }) => name));
  const onRanks = new Set<string>(stagesOnRanks().map(({ name }) => name));
  if (config.capture.source !== 'simulated') shared.delete('capture');
  const jobs = STAGE_NAMES.flatMap((stage): Omit<LaunchStep, 'name'>[] => {
    const seconds = estimates.find((estimate) => estimate.stage === stage)?.seconds ?? 0;
    const wanted = shards ?? Math.floor(seconds / LEAST_SECONDS);
    const count = shared.has(stage) ? Math.min(most, Math.max(1, wanted)) : 1;
    const work = ['boost', '{config}', '-o', '{run}', '--only', stage];
    if (ranks > 1 && onRanks.has(stage)) return [{ stage, kind: 'ranks', count: ranks, arguments: work }];
    if (count === 1) return [{ stage, kind: 'whole', count, arguments: work }];
    return [
      { stage, kind: 'shards', count, arguments: [...work, '--shard', '{shard}'] },
      { stage, kind: 'merge', count: 1, arguments: ['merge', '{run}', '--only', stage] },
    ];
  });
  return jobs.map((job, index) => ({
    ...job,
    name: `${String(index + 1).padStart(2, '0')}-${job.stage}${job.kind === 'merge' ? '-merge' : ''}`,
  }));
}
