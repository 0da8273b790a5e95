import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cocoFiles, listDexYcbSplits } from 'handbooster/datasets';

const OBMAN = ['train', 'val', 'test'];
const OFFICIAL = 's0';

/** A part of a dataset that has labels. */
export interface DatasetSplit {
  split: string;
  /** DexYCB's setup. */
  setup?: string;
}

/**
 * The splits of a dataset; of a capture in DexYCB's layout those of its own setup, else of the official first
 * one.
 */
export async function listSplits(root: string, layout: string): Promise<DatasetSplit[]> {
  if (layout === 'dexycb') {
    const setups = await listDexYcbSplits(root);
    const setup = Object.keys(setups).find((name) => !/^s\d$/.test(name)) ?? OFFICIAL;
    return setups[setup].map((split) => ({ setup, split }));
  }
  if (layout === 'obman') {
    return OBMAN.filter((split) => existsSync(join(root, split, 'meta'))).map((split) => ({ split }));
  }
  if (layout === 'coco') return [...cocoFiles(root).files.keys()].map((split) => ({ split }));
  return [{ split: 'train' }];
}
