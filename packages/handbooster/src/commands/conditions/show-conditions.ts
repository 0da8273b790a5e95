import { resolve } from 'node:path';
import { InputError } from '../../base/errors/input-error.js';
import { writeFileAtomic } from '../../base/files/atomic-write.js';
import type { StoredCondition } from '../../conditions/creation/condition-files.js';
import { ConditionRenderer } from '../../conditions/maps/condition-renderer.js';
import { CONDITION_MAPS } from '../../render/maps/render-condition-maps.js';
import { conditionSheet } from './condition-sheets.js';
import { openRunConditions } from './open-run-conditions.js';

export interface ShowConditionsOptions {
  /** Which conditions to show one by one; a summary of all where there are none. */
  ids: readonly string[];
  /** PNG with all maps of the shown conditions. */
  output?: string;
}

export interface ShownConditions {
  conditions: readonly StoredCondition[];
  /** Those that were asked for; none for a summary of all. */
  shown: readonly StoredCondition[];
}

/**
 * The conditions of a run, and which of them were asked for; with `output` also the maps of those as a
 * picture.
 */
export async function showConditions(
  run: string,
  { ids, output }: ShowConditionsOptions,
): Promise<ShownConditions> {
  const { config, conditions, scenes } = await openRunConditions(run);
  const byId = new Map(conditions.map((condition) => [condition.id, condition]));
  const shown = ids.map((id) => {
    const condition = byId.get(id.padStart(6, '0'));
    if (condition === undefined) {
      throw new InputError(
        `${run}: no condition ${id}; there are ${conditions.length}, see conditions.jsonl`,
      );
    }
    return condition;
  });
  if (output !== undefined) {
    if (shown.length === 0)
      throw new InputError('output: name the conditions to draw, for example 000000 000001');
    const { renderSize } = config.conditions;
    const renderer = new ConditionRenderer(renderSize, renderSize, CONDITION_MAPS);
    await writeFileAtomic(resolve(output), await conditionSheet(shown, scenes, renderer, 8));
  }
  return { conditions, shown };
}
