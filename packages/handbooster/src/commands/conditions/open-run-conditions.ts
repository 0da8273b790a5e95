import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../base/errors/input-error.js';
import { readConditions, type StoredCondition } from '../../conditions/creation/condition-files.js';
import { SceneBuilder } from '../../conditions/maps/scene-builder.js';
import { loadHand } from '../../hand/model/hand-by-name.js';
import type { Config } from '../../pipeline/config/config-schema.js';
import { loadConfig } from '../../pipeline/config/load-config.js';
import { CapturedData } from '../../pipeline/outputs/captured-data.js';
import { runObjects } from '../../pipeline/run/objects-of-run.js';

/** The conditions of a run with all that is needed to draw them. */
export interface RunConditions {
  config: Config;
  conditions: StoredCondition[];
  /** Their file, as it is. */
  text: string;
  scenes: SceneBuilder;
}

/** Opens the conditions of a run. @throws InputError when the folder is no run, or its conditions are not made yet. */
export async function openRunConditions(run: string): Promise<RunConditions> {
  const configFile = join(run, 'config.yaml');
  const file = join(run, 'conditions', 'conditions.jsonl');
  if (!existsSync(configFile)) {
    throw new InputError(`${run}: no config.yaml in this folder; expected the folder of a run`);
  }
  if (!existsSync(file)) {
    throw new InputError(
      `${file}: not made yet; run: handbooster boost ${configFile} -o ${run} --until conditions`,
    );
  }
  const config = loadConfig(configFile);
  const objects = await runObjects(config, CapturedData.open(join(run, 'capture')));
  return {
    config,
    conditions: readConditions(join(run, 'conditions')),
    text: readFileSync(file, 'utf8'),
    scenes: new SceneBuilder(loadHand(config), objects, config.conditions),
  };
}
