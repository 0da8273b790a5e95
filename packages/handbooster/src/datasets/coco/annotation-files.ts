import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Folder that HandOccNet's loaders look for annotation files in, below the root of the pictures. */
export const ANNOTATIONS = 'annotations';

/**
 * The split that an annotation file's name ends with: `DEX_YCB_s0_train_data.json`, `train.json`; null where
 * it names none.
 */
export function annotationSplit(name: string): string | null {
  return /(?:^|_)(train|val|test|evaluation)(?:_data)?\.json$/.exec(name)?.[1] ?? null;
}

/**
 * The annotation files of a folder, sorted: of its `annotations/`; a file stands for itself. Empty where
 * there is none.
 */
export function annotationFiles(root: string): string[] {
  if (!existsSync(root)) return [];
  if (statSync(root).isFile()) return root.endsWith('.json') ? [root] : [];
  const folder = join(root, ANNOTATIONS);
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => name.endsWith('.json') && !name.startsWith('.'));
  return names.sort().map((name) => join(folder, name));
}

/**
 * The folder that an annotation file's names are relative to: beside `annotations/` as in DexYCB, or the
 * split's folder there as in HO3D, whichever has the first picture; the former where none has.
 */
export function findImageRoot(path: string, firstName: string): string {
  const beside = basename(dirname(path)) === ANNOTATIONS ? dirname(dirname(path)) : dirname(path);
  const split = annotationSplit(basename(path));
  const folders = [beside, dirname(dirname(path))].flatMap((folder) =>
    ['', ...(split === null ? [] : [split]), 'train', 'evaluation'].map((below) => join(folder, below)),
  );
  return folders.find((folder) => existsSync(join(folder, firstName))) ?? beside;
}
