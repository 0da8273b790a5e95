import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { jsonLines, writeJsonLines } from '../../../base/files/json-lines.js';
import {
  conditionOfPlain,
  plainConditions,
  type StoredCondition,
} from '../../../conditions/creation/condition-files.js';

/** Conditions that were drawn together, and how often a draw was refused and why. */
export interface ConditionPart {
  conditions: StoredCondition[];
  faults: Record<string, number>;
}

/** Folder of the finished parts while the stage is at work. */
export const PARTS = 'parts';

const partPath = (folder: string, first: number) => join(folder, PARTS, `${first}.jsonl`);

/** A finished part, named by its first item; null when it is not there. */
export async function readPart(folder: string, first: number): Promise<ConditionPart | null> {
  const path = partPath(folder, first);
  if (!existsSync(path)) return null;
  const lines: unknown[] = [];
  for await (const line of jsonLines(path)) lines.push(line);
  const [faults, ...conditions] = lines;
  return { conditions: conditions.map(conditionOfPlain), faults: faults as Record<string, number> };
}

/** Writes a part as one file, the faults in its first line: one that is there is whole. */
export async function writePart(
  folder: string,
  first: number,
  { conditions, faults }: ConditionPart,
): Promise<void> {
  function* lines() {
    yield faults;
    yield* plainConditions(conditions);
  }
  await writeJsonLines(partPath(folder, first), lines());
}
