import { InputError } from '../../base/errors/input-error.js';
import { datasetLayout } from '../dataset-layout.js';
import { checkCoco } from './check-coco.js';
import { checkDexYcb } from './check-dexycb.js';
import { checkHo3d } from './check-ho3d.js';
import { checkMow } from './check-mow.js';
import { checkObman } from './check-obman.js';
import type { CheckOptions } from './check-options.js';
import type { CheckReport } from './check-report.js';
import { checkShards } from './check-shards.js';

const CHECKS = {
  dexycb: checkDexYcb,
  ho3d: checkHo3d,
  obman: checkObman,
  mow: checkMow,
  shards: checkShards,
  coco: checkCoco,
} as const;

/**
 * Walks a dataset (DexYCB's layout, HO3D, ObMan, MOW, a COCO-style annotation file, or shards) and reports
 * all that is missing, damaged, out of range or at odds, with counts and first examples. It never stops at
 * the first fault.
 *
 * @throws {InputError} only where it is no dataset at all.
 *
 * @example
 * ```ts
 * import { checkDataset } from 'handbooster';
 * const { layout, pictures, findings } = await checkDataset('shards');
 * console.log(layout, pictures, findings.length); // shards 5 0
 * ```
 */
export async function checkDataset(root: string, options: Partial<CheckOptions> = {}): Promise<CheckReport> {
  const layout = datasetLayout(root);
  if (layout === null) {
    throw new InputError(
      `${root}: expected a dataset (${Object.keys(CHECKS).join(', ')}), found none of them; is it the dataset's own folder?`,
    );
  }
  return CHECKS[layout](root, options);
}
