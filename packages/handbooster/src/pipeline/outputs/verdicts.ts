import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ConditionNovelty } from '../../conditions/condition-novelty.js';
import { readConditions, type StoredCondition } from '../../conditions/creation/condition-files.js';
import type { EdgeCaseThresholds } from '../../synthesis/filter/edge-case-thresholds.js';
import type { EdgeCaseVerdict } from '../../synthesis/filter/edge-case-verdict.js';

export const FILE = 'verdicts.json';

export interface FilterFile {
  thresholds: EdgeCaseThresholds;
  verdicts: EdgeCaseVerdict[];
  /** Of each condition, in the verdicts' order. */
  novelty: ConditionNovelty[];
}

/** The filter's verdicts as they were written. */
export function readVerdicts(folder: string): FilterFile {
  return JSON.parse(readFileSync(join(folder, FILE), 'utf8'));
}

/** The conditions whose images were kept. */
export function keptConditions(conditionsFolder: string, filterFolder: string): StoredCondition[] {
  const kept = new Set(
    readVerdicts(filterFolder)
      .verdicts.filter((verdict) => verdict.kept)
      .map(({ id }) => id),
  );
  return readConditions(conditionsFolder).filter(({ id }) => kept.has(id));
}
