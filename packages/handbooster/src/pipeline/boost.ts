import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { setThreads } from '@handbooster/torch';
import { BusyError } from '../base/errors/busy-error.js';
import { lockFolder } from '../base/files/folder-lock.js';
import { type Progress, SILENT_PROGRESS } from '../base/progress.js';
import { versions } from '../base/versions.js';
import { boostRank, boostWorld } from './boost-rank.js';
import { type BoostSettings, openSettings } from './open-settings.js';
import { REPORT_FILE } from './outputs/report-file.js';
import { Run } from './run/open-run.js';
import { type PlannedStage, planStages } from './run/plan-stages.js';
import { MANIFEST_FILE, RunDirectory, readManifest } from './run/run-directory.js';
import { checkRunFolder, claimRunFolder } from './run/run-folder.js';
import type { RunStage } from './run/run-stage.js';
import { runStages } from './run/run-stages.js';
import { setAsideOutdated } from './run/set-aside-outdated.js';
import { STAGE_NAMES, type StageName } from './run/stage-names.js';
import { StageStore } from './run/stage-store.js';
import { STAGES } from './stages/index.js';

export { type BoostSettings, STAGE_NAMES };

export interface BoostOptions extends BoostSettings {
  /** Where the run says how far it is; nowhere by default. */
  progress?: Progress;
  /**
   * Stops the run, which throws `Interrupted`; the same call goes on from there. It never fires by default.
   */
  signal?: AbortSignal;
  /** Called when the folder is this run's alone, before anything is made. */
  onOwned?: () => void;
}

export const BOOST_DEFAULTS = { config: 'demo', overwrite: false } as const;

export interface BoostResult {
  /** The run folder. */
  root: string;
  /** The report's path, or null when the run was told to stop before it. */
  report: string | null;
}

/**
 * Runs every stage from the real data to the report. As a rank above 0 of several it takes part in the one
 * stage that `only` names. A second run in the same folder skips what is unchanged
 * and goes on with what was interrupted.
 *
 * @throws InputError for whatever can be known to be wrong before any work, and for a folder of another
 * configuration
 * @throws BusyError while another run works in the folder
 *
 * @example
 * ```ts
 * import { boost } from 'handbooster';
 * const { root, report } = await boost({ config: 'smallest', output: 'runs/smallest' });
 * console.log(root, report !== null);
 * ```
 */
export async function boost(options: BoostOptions): Promise<BoostResult> {
  const {
    progress = SILENT_PROGRESS,
    signal: stop = new AbortController().signal,
    until,
    workers = availableParallelism(),
    overwrite = BOOST_DEFAULTS.overwrite,
  } = options;
  const { config, stages, root } = openSettings(options);
  const world = boostWorld(options.only);
  if (world !== null && world.rank > 0) {
    await boostRank({ ...options, progress, signal: stop, workers });
    return { root, report: null };
  }
  setThreads(config.threads);
  const lock = await lockFolder(root);
  try {
    claimRunFolder(root, config, { overwrite, stages: STAGE_NAMES });
    options.onOwned?.();
    const { seed } = config;
    const directory = new RunDirectory(root, seed, versions());
    const outdated = setAsideOutdated(STAGES, config, seed, directory);
    if (outdated.length > 0) progress.say(`out of date, set aside: ${outdated.join(', ')}`);
    const signal = AbortSignal.any([stop, lock.lost]);
    const run = Run.of(root, config);
    const open = (inputs: readonly string[]) => run.seenBy(inputs as readonly StageName[]);
    const store = new StageStore((options.store ?? []).filter((folder) => resolve(folder) !== root));
    await runStages(stages, { config, seed, workers, directory, open, progress, signal, until, store });
  } catch (error) {
    if (lock.lost.aborted) throw new BusyError(`${root}: another run has taken this folder over`);
    throw error;
  } finally {
    await lock.release();
  }
  const report = join(root, 'report', REPORT_FILE);
  const reached = stages.at(-1)?.name === 'report' && (until ?? 'report') === 'report';
  return { root, report: reached ? report : null };
}

/** What {@link boost} would do. */
export interface BoostPlan {
  root: string;
  stages: PlannedStage[];
}

/**
 * What {@link boost} would do with the same settings; all is checked, nothing is changed.
 *
 * @throws InputError for all that {@link boost} refuses
 */
export function planBoost(settings: BoostSettings): BoostPlan {
  const { config, stages, root } = openSettings(settings);
  if (!(settings.overwrite ?? BOOST_DEFAULTS.overwrite)) checkRunFolder(root, config);
  const { seed } = config;
  const manifest = readManifest(join(root, MANIFEST_FILE)) ?? { format: 1, seed, versions: {}, stages: {} };
  const planned = planStages(STAGES, { config, seed, root, manifest });
  const last = settings.until === undefined ? stages.length : stages.findIndex(is(settings.until)) + 1;
  const names = stages.slice(0, last).map(({ name }) => name);
  return { root, stages: planned.filter(({ name }) => names.some((known) => known === name)) };
}

const is = (name: string) => (stage: RunStage) => stage.name === name;
