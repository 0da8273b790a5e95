import { releaseMemory } from '@handbooster/torch';
import { InputError } from '../../base/errors/input-error.js';
import { stopIfAborted } from '../../base/errors/interrupted.js';
import type { Progress } from '../../base/progress.js';
import { formatSeconds } from '../../base/text/format-seconds.js';
import type { RunDirectory } from './run-directory.js';
import type { Stage } from './stage.js';
import { stageKey, stageSeed } from './stage-key.js';
import type { StageStore } from './stage-store.js';

export interface RunStagesOptions<Config, Opened> {
  config: Config;
  seed: number;
  workers: number;
  directory: RunDirectory;
  /** What a stage sees of the run by the names of its inputs. */
  open(inputs: readonly string[]): Opened;
  progress: Progress;
  signal: AbortSignal;
  /** Stop after this stage; all by default. */
  until?: string;
  /** Where a stage may be finished already. */
  store?: StageStore;
}

/**
 * Runs stages in order. One that was finished before from the same settings and inputs is skipped; one that
 * was interrupted goes on from its finished items.
 */
export async function runStages<Config, Opened>(
  stages: readonly Stage<Config, Opened>[],
  {
    config,
    seed,
    workers,
    directory,
    open,
    progress,
    signal,
    until,
    store,
  }: RunStagesOptions<Config, Opened>,
): Promise<void> {
  const last = stages.findIndex(({ name }) => name === until) + 1 || stages.length;
  for (const [index, stage] of stages.entries()) {
    stopIfAborted(signal);
    const place = `stage ${index + 1} of ${last}`;
    const key = stageKey(stage, config, seed, directory.manifest);
    const here = directory.finished(stage.name, key) ?? directory.takeBack(stage.name, key);
    const stored = here === null ? (store?.find(stage.name, key) ?? null) : null;
    const before = stored === null ? here : directory.adopt(stage.name, stored);
    if (before !== null) {
      progress.say(`${place}: ${stage.name}, unchanged (made in ${formatSeconds(before.seconds)})`);
    } else {
      const missing = stage.inputs.find((name) => directory.manifest.stages[name] === undefined);
      if (missing !== undefined) {
        throw new InputError(
          `stage ${stage.name}: reads what the stage ${missing} makes; run that one first`,
        );
      }
      directory.setAside(stage.name);
      progress.say(`${place}: ${stage.name}`);
      const folder = directory.begin(stage.name, key);
      const started = performance.now();
      const inputs = Object.fromEntries(stage.inputs.map((name) => [name, directory.folder(name)]));
      const run = open(stage.inputs);
      const own = stageSeed(stage, config, seed);
      const summary = await stage.run({ config, seed: own, workers, folder, inputs, run, progress, signal });
      await directory.finish(stage.name, key, (performance.now() - started) / 1000, summary);
      // Else the next stage's memory would lie on top of what this one's tensors and workers have freed.
      releaseMemory();
    }
    if (stage.name === until) return;
  }
}
