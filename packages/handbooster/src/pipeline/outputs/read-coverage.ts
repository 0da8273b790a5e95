import { join } from 'node:path';
import { readJsonFile } from '../../base/files/read-text-file.js';
import type { ObjectCoverage } from '../../conditions/selection/select-for-object.js';

export const COVERAGE_FILE = 'coverage.json';

/** How novel and diverse the select stage's picks are, object by object. */
export function readCoverage(folder: string): ObjectCoverage[] {
  return readJsonFile(join(folder, COVERAGE_FILE)) as ObjectCoverage[];
}
