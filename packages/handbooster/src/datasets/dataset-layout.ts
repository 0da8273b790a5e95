import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { annotationFiles } from './coco/annotation-files.js';
import { HAND_MODEL_FILE, SPLITS_FILE } from './dexycb/dexycb-layout.js';
import { MOW_FILE } from './mow/read-mow.js';
import { OBMAN_SPLITS } from './obman/read-obman.js';

/** The layouts that can be told apart. */
export type DatasetLayout = 'dexycb' | 'ho3d' | 'obman' | 'mow' | 'shards' | 'coco';

/**
 * Which layout a folder has, by the files in it; null where it is none of them. A JSON file is a COCO-style
 * annotation file, as is a folder of them.
 */
export function datasetLayout(root: string): DatasetLayout | null {
  if (!existsSync(root)) return null;
  if (statSync(root).isFile()) return root.endsWith('.json') ? 'coco' : null;
  const has = (...names: string[]) => names.some((name) => existsSync(join(root, name)));
  if (has('index.parquet', 'dataset.json')) return 'shards';
  if (has('train.txt', 'evaluation.txt')) return 'ho3d';
  if (has(MOW_FILE)) return 'mow';
  if (OBMAN_SPLITS.some((split) => existsSync(join(root, split, 'meta')))) return 'obman';
  // DexYCB's own root may have annotation files beside its captures.
  if (annotationFiles(root).length > 0 && !has('calibration')) return 'coco';
  if (has('calibration', HAND_MODEL_FILE, SPLITS_FILE)) return 'dexycb';
  return hasSequences(root) ? 'dexycb' : null;
}

/**
 * Whether there are folders of subjects as DexYCB names them, or with a sequence's `meta.yml` two levels
 * down.
 */
function hasSequences(root: string): boolean {
  const folders = (path: string) =>
    readdirSync(path, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() || entry.isSymbolicLink())
      .map(({ name }) => name);
  return folders(root).some((subject) => {
    if (/^\d{8}-subject-\d+$/.test(subject)) return true;
    const path = join(root, subject);
    if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return false;
    return folders(path).some((sequence) => existsSync(join(path, sequence, 'meta.yml')));
  });
}
