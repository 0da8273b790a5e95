import type { RunDirectory } from './run-directory.js';
import type { Stage } from './stage.js';
import { stageKey } from './stage-key.js';

/**
 * Sets aside every stage's results that no longer follow from the settings, and all that was made of those,
 * before anything is made anew: a run that is stopped half way never shows old results as current ones. What
 * comes out the same is taken back later.
 *
 * @returns names of the stages that were set aside
 */
export function setAsideOutdated<Config, Opened>(
  stages: readonly Stage<Config, Opened>[],
  config: Config,
  seed: number,
  directory: RunDirectory,
): string[] {
  const before = structuredClone(directory.manifest);
  const outdated = new Set<string>();
  for (const stage of stages) {
    const { name, inputs } = stage;
    const finished = directory.finished(name, stageKey(stage, config, seed, before)) !== null;
    if (!finished || inputs.some((input) => outdated.has(input))) outdated.add(name);
  }
  const set = [...outdated].filter((name) => directory.manifest.stages[name] !== undefined);
  for (const name of set) directory.setAside(name);
  return set;
}
