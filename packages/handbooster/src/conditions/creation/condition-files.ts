import { join } from 'node:path';
import { jsonLines, writeJsonLines } from '../../base/files/json-lines.js';
import type { Box } from '../../geometry/camera.js';
import type { Condition } from './condition.js';

/** A condition as it is kept in `conditions.jsonl`, with what its maps show. */
export interface StoredCondition extends Condition {
  /** Share of the hand that no object hides. */
  visible: number;
}

export const CONDITIONS_FILE = 'conditions.jsonl';

/** One JSON line a condition; numbers as they are in memory, so that reading gives back the same bytes. */
export async function writeConditions(folder: string, conditions: readonly StoredCondition[]): Promise<void> {
  await writeJsonLines(join(folder, CONDITIONS_FILE), plainConditions(conditions));
}

/** Conditions as JSON takes them. */
export function* plainConditions(conditions: Iterable<StoredCondition>) {
  for (const condition of conditions) {
    const { joints, orientation, hand, objects } = condition;
    yield {
      ...condition,
      joints: [...joints],
      orientation: [...orientation],
      hand: { ...hand, pose: [...hand.pose], betas: [...hand.betas], translation: [...hand.translation] },
      objects: objects.map((object) => ({ ...object, pose: [...object.pose] })),
    };
  }
}

/** @throws {InputError} naming file and line of what is no JSON */
export async function readConditions(folder: string): Promise<StoredCondition[]> {
  const conditions: StoredCondition[] = [];
  for await (const value of jsonLines(join(folder, CONDITIONS_FILE)))
    conditions.push(conditionOfPlain(value));
  return conditions;
}

/** A condition as it was before {@link plainConditions}. */
export function conditionOfPlain(value: unknown): StoredCondition {
  // biome-ignore lint/suspicious/noExplicitAny: as it was written
  const raw = value as any;
  return {
    ...raw,
    box: raw.box as Box,
    joints: Float32Array.from(raw.joints),
    orientation: Float32Array.from(raw.orientation),
    hand: {
      ...raw.hand,
      pose: Float32Array.from(raw.hand.pose),
      betas: Float32Array.from(raw.hand.betas),
      translation: Float32Array.from(raw.hand.translation),
    },
    objects: raw.objects.map((object: { pose: number[] }) => ({
      ...object,
      pose: Float64Array.from(object.pose),
    })),
  };
}
