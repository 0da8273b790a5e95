import { join } from 'node:path';
import { InputError } from '../base/errors/input-error.js';
import type { HandModels } from '../hand/model/hand-models.js';
import { readCoco } from './coco/read-coco.js';
import { type DatasetLayout, datasetLayout } from './dataset-layout.js';
import { DEXYCB_DEFAULT_SETUP } from './dexycb/dexycb-layout.js';
import { readDexYcb } from './dexycb/read-dexycb.js';
import { handsOfData } from './hands-of-dataset.js';
import { readHo3d } from './ho3d/read-ho3d.js';
import { readMow } from './mow/read-mow.js';
import { readObman } from './obman/read-obman.js';
import { cocoFiles } from './real/coco-samples.js';
import type { Sample } from './sample/sample.js';
import { readShards } from './shards/read-shards.js';

export interface OpenDatasetOptions {
  /** A split of the dataset's own; shards and MOW have one. */
  split: string;
  /** DexYCB's setup. */
  setup: string;
  /** The hand models that the labels belong to; by default those that the dataset names. */
  hands: HandModels | null;
}

export const OPEN_DATASET_DEFAULTS: OpenDatasetOptions = {
  split: 'train',
  setup: DEXYCB_DEFAULT_SETUP,
  hands: null,
};

/** The labelled pictures of a split, whatever the layout. */
export interface OpenedDataset {
  readonly layout: DatasetLayout;
  readonly length: number;
  /** A picture's labels; null where the picture has no hand. */
  load(position: number): Promise<Sample | null>;
}

type Wanted = Omit<OpenDatasetOptions, 'hands'> & { hands: HandModels };
type Reader = { readonly length: number; load(position: number): Sample | null | Promise<Sample | null> };

const READERS: Record<DatasetLayout, (root: string, wanted: Wanted) => Promise<Reader>> = {
  dexycb: (root, { hands, setup, split }) => {
    const sides = (['right', 'left'] as const).filter((side) => hands[side] !== undefined);
    return readDexYcb(root, hands, { setup, split, sides });
  },
  ho3d: (root, { hands, split }) => {
    if (split !== 'train')
      throw new InputError(
        `${root}: split ${split}: HO3D's labels are those of train, found ${split} asked for`,
      );
    return readHo3d(root, 'train', hands.right ?? null);
  },
  obman: (root, { hands, split }) => readObman(root, split as 'train', hands.right ?? null),
  mow: (root, { hands }) => readMow(root, hands.right ?? null),
  shards: (root) => readShards(root),
  coco: (root, { hands, split }) => {
    const { folder, files } = cocoFiles(root);
    const file = root.endsWith('.json') ? root : join(folder, files.get(split) ?? '');
    if (file === join(folder, ''))
      throw new InputError(`${folder}: found no annotation file of the split ${split}`);
    return readCoco(file, hands, { imageRoot: null, dataset: 'coco' });
  },
};

/**
 * Opens a dataset of any layout that is known (DexYCB's, HO3D, ObMan, MOW, COCO-style annotation files, shards): samples by
 * position, in metres and in the camera's frame.
 *
 * @throws InputError where it is none of them, or has no such split
 *
 * @example
 * ```ts
 * import { openDataset } from 'handbooster';
 * const dataset = await openDataset('shards');
 * const sample = await dataset.load(0);
 * console.log(dataset.layout, dataset.length, sample?.joints.length); // shards 5 63
 * ```
 */
export async function openDataset(
  root: string,
  options: Partial<OpenDatasetOptions> = {},
): Promise<OpenedDataset> {
  const { split, setup, hands } = { ...OPEN_DATASET_DEFAULTS, ...options };
  const layout = datasetLayout(root);
  if (layout === null) {
    throw new InputError(
      `${root}: expected a dataset (${Object.keys(READERS).join(', ')}), found none of them; is it the dataset's own folder?`,
    );
  }
  const reader = await READERS[layout](root, { split, setup, hands: hands ?? handsOfData(root, null) });
  return { layout, length: reader.length, load: async (position) => reader.load(position) };
}
