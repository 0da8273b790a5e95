import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { annotationFiles } from '../coco/annotation-files.js';
import { MOW_FILE } from '../mow/read-mow.js';
import { OBMAN_SPLITS } from '../obman/read-obman.js';
import { checkCoco } from './check-coco.js';
import { checkDexYcb } from './check-dexycb.js';
import { checkHo3d } from './check-ho3d.js';
import { checkMow } from './check-mow.js';
import { checkObman } from './check-obman.js';
import type { CheckOptions } from './check-options.js';
import type { CheckReport } from './check-report.js';
import { checkShards } from './check-shards.js';

/** The layouts that can be told apart and checked. */
export type DatasetLayout = 'dexycb' | 'ho3d' | 'obman' | 'mow' | 'shards' | 'coco';

const CHECKS = {
  dexycb: checkDexYcb,
  ho3d: checkHo3d,
  obman: checkObman,
  mow: checkMow,
  shards: checkShards,
  coco: checkCoco,
} as const;

/** Which layout a folder has: by the files in it. A JSON file is a COCO-style annotation file, as is a folder of them. */
export function datasetLayout(root: string): DatasetLayout {
  if (root.endsWith('.json') && existsSync(root) && statSync(root).isFile()) return 'coco';
  if (existsSync(join(root, 'index.parquet')) || existsSync(join(root, 'dataset.json'))) return 'shards';
  if (existsSync(join(root, 'train.txt')) || existsSync(join(root, 'evaluation.txt'))) return 'ho3d';
  if (existsSync(join(root, MOW_FILE))) return 'mow';
  if (OBMAN_SPLITS.some((split) => existsSync(join(root, split, 'meta')))) return 'obman';
  // DexYCB's own root may have annotation files beside its captures.
  if (annotationFiles(root).length > 0 && !existsSync(join(root, 'calibration'))) return 'coco';
  return 'dexycb';
}

/**
 * Walks a dataset (DexYCB's layout, HO3D, ObMan, MOW, a COCO-style annotation file, or shards) and reports all that is missing,
 * damaged, out of range or at odds, with counts and first examples. It never stops at the first fault.
 *
 * @throws {InputError} only where it is no dataset at all.
 */
export function checkDataset(root: string, options: Partial<CheckOptions> = {}): Promise<CheckReport> {
  return CHECKS[datasetLayout(root)](root, options);
}
