import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  readConditions,
  type StoredCondition,
  writeConditions,
} from '../../../conditions/creation/condition-files.js';

/** Conditions that were drawn together, and how often a draw was refused and why. */
export interface ConditionPart {
  conditions: StoredCondition[];
  faults: Record<string, number>;
}

/** Folder of the finished parts while the stage is at work. */
export const PARTS = 'parts';

/** A finished part, named by its first item; null when it is not there. */
export async function readPart(folder: string, first: number): Promise<ConditionPart | null> {
  const part = join(folder, PARTS, String(first));
  if (!existsSync(part)) return null;
  return {
    conditions: await readConditions(part),
    faults: JSON.parse(readFileSync(join(part, 'faults.json'), 'utf8')),
  };
}

/** Writes a part under another name and renames it, so that one that is there is whole. */
export async function writePart(
  folder: string,
  first: number,
  { conditions, faults }: ConditionPart,
): Promise<void> {
  const part = join(folder, PARTS, String(first));
  const partial = `${part}.partial`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { recursive: true });
  await writeConditions(partial, conditions);
  writeFileSync(join(partial, 'faults.json'), JSON.stringify(faults));
  renameSync(partial, part);
}
