import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Manifest } from './run-directory.js';
import type { Stage } from './stage.js';
import { stageKey } from './stage-key.js';

/** What a run would do with a stage. */
export interface PlannedStage {
  name: string;
  /**
   * `unchanged`: finished before from the same settings and inputs; `new`: never finished; `outdated`:
   * finished from others; `maybe`: what it reads is made anew, and it stays where that comes out the same.
   */
  state: 'unchanged' | 'new' | 'outdated' | 'maybe';
  /** Seconds it took when it was last finished, or null. */
  seconds: number | null;
}

/** What a run of some stages would do, by what is on disk. Nothing is changed. */
export function planStages<Config, Opened>(
  stages: readonly Stage<Config, Opened>[],
  { config, seed, root, manifest }: { config: Config; seed: number; root: string; manifest: Manifest },
): PlannedStage[] {
  const changing = new Set<string>();
  return stages.map((stage) => {
    const record = manifest.stages[stage.name] ?? manifest.outdated?.[stage.name];
    const current = manifest.stages[stage.name];
    const state = stateOf(stage);
    if (state !== 'unchanged') changing.add(stage.name);
    return { name: stage.name, state, seconds: record?.seconds ?? null };

    function stateOf({ name, inputs }: Stage<Config, Opened>): PlannedStage['state'] {
      if (record === undefined) return 'new';
      const same = current?.key === stageKey(stage, config, seed, manifest) && existsSync(join(root, name));
      if (inputs.some((input) => changing.has(input))) return 'maybe';
      return same ? 'unchanged' : 'outdated';
    }
  });
}
