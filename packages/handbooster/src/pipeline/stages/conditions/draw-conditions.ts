import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { stopIfAborted } from '../../../base/errors/interrupted.js';
import type { Progress } from '../../../base/progress.js';
import { mapConcurrently } from '../../../base/threads/map-concurrently.js';
import { type StoredCondition, writeConditions } from '../../../conditions/creation/condition-files.js';
import type { ConditionDrawer } from './condition-drawer.js';
import { type ConditionPart, PARTS, readPart, writePart } from './condition-parts.js';

/** Conditions of a part: what is lost at most when the stage is stopped. */
const PART = 1024;

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

/** Draws conditions in parts that outlive an interruption. @returns counts, and how often a draw was refused and why */
export async function drawConditions(input: DrawConditionsInput) {
  const { count, folder, progress } = input;
  const task = progress.begin('conditions', count, 'conditions');
  const kept: StoredCondition[] = [];
  const faults: Record<string, number> = {};
  for (let first = 0; first < count; first += PART) {
    const end = Math.min(first + PART, count);
    let part = await readPart(folder, first);
    if (part === null) {
      part = await drawPart(input, first, end, () => task.advance());
      await writePart(folder, first, part);
    } else task.advance(end - first, true);
    kept.push(...part.conditions);
    for (const [fault, times] of Object.entries(part.faults)) faults[fault] = (faults[fault] ?? 0) + times;
  }
  task.end();
  await writeConditions(folder, kept);
  rmSync(join(folder, PARTS), { recursive: true, force: true });
  return {
    conditions: kept.length,
    novelGrasps: kept.filter(({ kind }) => kind === 'novel-grasp').length,
    novelViews: kept.filter(({ kind }) => kind === 'novel-view').length,
    redrawn: faults,
  };
}

async function drawPart(
  { drawer, ahead, signal }: Pick<DrawConditionsInput, 'drawer' | 'ahead' | 'signal'>,
  first: number,
  end: number,
  onItem: () => void,
): Promise<ConditionPart> {
  const items = Array.from({ length: end - first }, (_, i) => first + i);
  const drawn = await mapConcurrently(items, ahead, async (item) => {
    stopIfAborted(signal);
    const made = await drawer.condition(item);
    onItem();
    return made;
  });
  const faults: Record<string, number> = {};
  for (const fault of drawn.flatMap((one) => one.faults)) faults[fault] = (faults[fault] ?? 0) + 1;
  return { conditions: drawn.flatMap(({ condition }) => (condition === null ? [] : [condition])), faults };
}
