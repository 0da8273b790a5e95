import { join } from 'node:path';
import { writeFileAtomicSync } from '../../base/files/atomic-write.js';
import { jsonLines, writeJsonLines } from '../../base/files/json-lines.js';
import { readJsonFile } from '../../base/files/read-text-file.js';
import type { ConditionNovelty } from '../../conditions/condition-novelty.js';
import type { EdgeCaseThresholds } from '../../synthesis/filter/edge-case-thresholds.js';
import type { EdgeCaseVerdict } from '../../synthesis/filter/edge-case-verdict.js';

/** One line a condition: its verdict, and how novel it is. */
const VERDICTS_FILE = 'verdicts.jsonl';
const THRESHOLDS_FILE = 'thresholds.json';

/** What the filter stage found. */
export interface FilterVerdicts {
  thresholds: EdgeCaseThresholds;
  verdicts: EdgeCaseVerdict[];
  /** Of each condition, in the verdicts' order. */
  novelty: ConditionNovelty[];
}

export async function writeVerdicts(
  folder: string,
  { thresholds, verdicts, novelty }: FilterVerdicts,
): Promise<void> {
  writeFileAtomicSync(join(folder, THRESHOLDS_FILE), `${JSON.stringify(thresholds, null, 2)}\n`);
  await writeJsonLines(join(folder, VERDICTS_FILE), lines(verdicts, novelty));
}

function* lines(verdicts: readonly EdgeCaseVerdict[], novelty: readonly ConditionNovelty[]) {
  for (const [i, verdict] of verdicts.entries()) yield { ...verdict, novelty: novelty[i] };
}

/**
 * The filter's verdicts as they were written.
 * @throws {InputError} naming file and line of what is no JSON
 */
export async function readVerdicts(folder: string): Promise<FilterVerdicts> {
  const thresholds = readJsonFile(join(folder, THRESHOLDS_FILE)) as FilterVerdicts['thresholds'];
  const found: FilterVerdicts = { thresholds, verdicts: [], novelty: [] };
  for await (const line of jsonLines(join(folder, VERDICTS_FILE))) {
    const { novelty, ...verdict } = line as EdgeCaseVerdict & { novelty: ConditionNovelty };
    found.verdicts.push(verdict);
    found.novelty.push(novelty);
  }
  return found;
}
