import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
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
  const plain = (_: string, value: unknown) =>
    ArrayBuffer.isView(value) ? Array.from(value as Float32Array) : value;
  writeFileSync(
    join(folder, CONDITIONS_FILE),
    conditions.map((condition) => `${JSON.stringify(condition, plain)}\n`).join(''),
  );
}

export async function readConditions(folder: string): Promise<StoredCondition[]> {
  return readFileSync(join(folder, CONDITIONS_FILE), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const raw = JSON.parse(line);
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
    });
}
