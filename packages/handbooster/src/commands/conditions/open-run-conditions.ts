import { fileHash } from '../../base/files/file-hash.js';
import { CONDITIONS_FILE, type StoredCondition } from '../../conditions/creation/condition-files.js';
import type { SceneBuilder } from '../../conditions/maps/scene-builder.js';
import type { Config } from '../../pipeline/config/config-schema.js';
import { Run } from '../../pipeline/run/open-run.js';

/** The conditions of a run with all that is needed to draw them. */
export interface RunConditions {
  config: Config;
  conditions: StoredCondition[];
  /** SHA-256 of their file. */
  hash: string;
  scenes: SceneBuilder;
}

/**
 * Opens the conditions of a run.
 * @throws InputError when the folder is no run, or its conditions are not made yet.
 */
export async function openRunConditions(folder: string): Promise<RunConditions> {
  const run = Run.open(folder);
  const conditions = await run.conditions();
  const hash = fileHash(run.file('conditions', CONDITIONS_FILE)) as string;
  return { config: run.config, conditions, hash, scenes: await run.scenes() };
}
