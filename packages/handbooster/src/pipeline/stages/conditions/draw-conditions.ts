import { stopIfAborted } from '../../../base/errors/interrupted.js';
import type { Progress } from '../../../base/progress.js';
import { mapConcurrently } from '../../../base/threads/map-concurrently.js';
import { type Shard, WHOLE } from '../../../distributed/item-share.js';
import { ItemParts } from '../../shards/item-parts.js';
import type { ConditionDrawer } from './condition-drawer.js';
import { type ConditionCounts, joinParts, writePart } from './condition-parts.js';

/**
 * Conditions of a part: what is lost at most when the stage is stopped, and what shards share. No result
 * depends on it.
 */
const PART = 256;

export interface DrawConditionsInput {
  drawer: Pick<ConditionDrawer, 'condition'>;
  /** How many are drawn at a time; no result depends on it. */
  ahead: number;
  /** How many to draw. */
  count: number;
  /** Gets `conditions.jsonl`; finished parts found in it are taken over. */
  folder: string;
  progress: Progress;
  signal: AbortSignal;
}

/**
 * Draws conditions in parts that outlive an interruption.
 * @returns counts, and how often a draw was refused and why
 */
export async function drawConditions(input: DrawConditionsInput): Promise<ConditionCounts> {
  await drawConditionParts(input, WHOLE);
  const parts = new ItemParts(input.folder, input.count, PART);
  const counts = await joinParts(parts);
  parts.remove();
  return counts;
}

/** Draws a share of the parts that are not there yet. */
export async function drawConditionParts(input: DrawConditionsInput, shard: Shard): Promise<void> {
  const { count, folder, progress } = input;
  const parts = new ItemParts(folder, count, PART);
  const task = progress.begin('conditions', parts.items(shard), 'conditions');
  for (const first of parts.firsts(shard)) {
    const end = parts.end(first);
    if (parts.isThere(first)) task.advance(end - first, true);
    else await drawPart(input, parts.file(first), first, end, () => task.advance());
  }
  task.end();
}

async function drawPart(
  { drawer, ahead, signal }: DrawConditionsInput,
  file: string,
  first: number,
  end: number,
  onItem: () => void,
): Promise<void> {
  const items = Array.from({ length: end - first }, (_, i) => first + i);
  const drawn = await mapConcurrently(items, ahead, async (item) => {
    stopIfAborted(signal);
    const made = await drawer.condition(item);
    onItem();
    return made;
  });
  const faults: Record<string, number> = {};
  for (const fault of drawn.flatMap((one) => one.faults)) faults[fault] = (faults[fault] ?? 0) + 1;
  const conditions = drawn.flatMap(({ condition }) => (condition === null ? [] : [condition]));
  await writePart(file, conditions, faults);
}
