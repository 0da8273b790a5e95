import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ConditionNovelty } from '../../conditions/condition-novelty.js';
import type { EdgeCaseThresholds } from '../../synthesis/filter/edge-case-thresholds.js';
import type { EdgeCaseVerdict } from '../../synthesis/filter/edge-case-verdict.js';

const FILE = 'verdicts.json';

/** What the filter stage found. */
export interface FilterVerdicts {
  thresholds: EdgeCaseThresholds;
  verdicts: EdgeCaseVerdict[];
  /** Of each condition, in the verdicts' order. */
  novelty: ConditionNovelty[];
}

export async function writeVerdicts(folder: string, found: FilterVerdicts): Promise<void> {
  writeFileSync(join(folder, FILE), `${JSON.stringify(found)}\n`);
}

/** The filter's verdicts as they were written. */
export async function readVerdicts(folder: string): Promise<FilterVerdicts> {
  return JSON.parse(readFileSync(join(folder, FILE), 'utf8'));
}
