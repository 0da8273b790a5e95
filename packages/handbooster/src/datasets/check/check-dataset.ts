import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { checkCoco } from './check-coco.js';
import { checkDexYcb } from './check-dexycb.js';
import { checkHo3d } from './check-ho3d.js';
import type { CheckOptions } from './check-options.js';
import type { CheckReport } from './check-report.js';
import { checkShards } from './check-shards.js';

/** The layouts that can be told apart and checked. */
export type DatasetLayout = 'dexycb' | 'ho3d' | 'shards' | 'coco';

const CHECKS = {
  dexycb: checkDexYcb,
  ho3d: checkHo3d,
  shards: checkShards,
  coco: checkCoco,
} as const;

/** Which layout a folder has: by the files in it. A JSON file is a COCO-style annotation file. */
export function datasetLayout(root: string): DatasetLayout {
  if (root.endsWith('.json') && existsSync(root) && statSync(root).isFile()) return 'coco';
  if (existsSync(join(root, 'index.parquet')) || existsSync(join(root, 'dataset.json'))) return 'shards';
  if (existsSync(join(root, 'train.txt')) || existsSync(join(root, 'evaluation.txt'))) return 'ho3d';
  return 'dexycb';
}

/**
 * Walks a dataset (DexYCB's layout, HO3D, a COCO-style annotation file, or shards) and reports all that is missing,
 * damaged, out of range or at odds, with counts and first examples. It never stops at the first fault.
 *
 * @throws {InputError} only where it is no dataset at all.
 */
export function checkDataset(root: string, options: Partial<CheckOptions> = {}): Promise<CheckReport> {
  return CHECKS[datasetLayout(root)](root, options);
}
