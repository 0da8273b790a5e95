import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { checkDexYcb } from './check-dexycb.js';
import { checkHo3d } from './check-ho3d.js';
import type { CheckOptions } from './check-options.js';
import type { CheckReport } from './check-report.js';
import { checkShards } from './check-shards.js';

/** Which layout a folder has: by the files in it. */
export function datasetLayout(root: string): 'dexycb' | 'ho3d' | 'shards' {
  if (existsSync(join(root, 'index.parquet')) || existsSync(join(root, 'dataset.json'))) return 'shards';
  if (existsSync(join(root, 'train.txt')) || existsSync(join(root, 'evaluation.txt'))) return 'ho3d';
  return 'dexycb';
}

/**
 * Walks a dataset (DexYCB's layout, HO3D, or shards) and reports all that is missing, damaged, out of range or at odds,
 * with counts and first examples. It never stops at the first fault.
 *
 * @throws {InputError} only where the folder is no dataset at all.
 */
export function checkDataset(root: string, options: Partial<CheckOptions> = {}): Promise<CheckReport> {
  const check = { dexycb: checkDexYcb, ho3d: checkHo3d, shards: checkShards }[datasetLayout(root)];
  return check(root, options);
}
