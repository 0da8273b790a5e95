import { join } from 'node:path';
import { textLines, writeJsonLines, writeTextLines } from '../../../base/files/json-lines.js';
import {
  CONDITIONS_FILE,
  plainConditions,
  type StoredCondition,
} from '../../../conditions/creation/condition-files.js';
import type { ItemParts } from '../../shards/item-parts.js';

/** What conditions are, and how often a draw was refused and why. */
export interface ConditionCounts {
  conditions: number;
  novelGrasps: number;
  novelViews: number;
  redrawn: Record<string, number>;
}

/** Writes conditions that were drawn together: a line of counts, then a line each. */
export async function writePart(
  file: string,
  conditions: readonly StoredCondition[],
  redrawn: Record<string, number>,
): Promise<void> {
  const ofKind = (wanted: StoredCondition['kind']) => conditions.filter(({ kind }) => kind === wanted).length;
  const counts: ConditionCounts = {
    conditions: conditions.length,
    novelGrasps: ofKind('novel-grasp'),
    novelViews: ofKind('novel-view'),
    redrawn,
  };
  function* lines() {
    yield counts;
    yield* plainConditions(conditions);
  }
  await writeJsonLines(file, lines());
}

/**
 * Writes `conditions.jsonl` from its parts, a piece of one in memory at a time.
 * @returns the sums of their counts
 */
export async function joinParts(parts: ItemParts): Promise<ConditionCounts> {
  const sum: ConditionCounts = { conditions: 0, novelGrasps: 0, novelViews: 0, redrawn: {} };
  async function* lines() {
    for (const first of parts.firsts()) {
      for await (const { line, number } of textLines(parts.file(first))) {
        if (number > 1) yield line;
        else add(sum, JSON.parse(line));
      }
    }
  }
  await writeTextLines(join(parts.folder, CONDITIONS_FILE), lines());
  return sum;
}

function add(sum: ConditionCounts, part: ConditionCounts): void {
  sum.conditions += part.conditions;
  sum.novelGrasps += part.novelGrasps;
  sum.novelViews += part.novelViews;
  for (const [fault, times] of Object.entries(part.redrawn)) {
    sum.redrawn[fault] = (sum.redrawn[fault] ?? 0) + times;
  }
}
