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
import { OBMAN_SPLITS, type ObmanSplit, readObman } from './obman/read-obman.js';
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
  /** What the pictures are named relative to. */
  readonly imageRoot: string;
  /** A picture's labels; null where the picture has no hand. */
  load(position: number): Promise<Sample | null>;
}

type Wanted = Omit<OpenDatasetOptions, 'hands'> & { hands: HandModels };
type Reader = { readonly length: number; load(position: number): Sample | null | Promise<Sample | null> };

/** What is known of a layout. */
interface LayoutEntry {
  /** For people. */
  name: string;
  open(root: string, wanted: Wanted): Promise<Reader>;
  /** What pictures are named relative to; the root by default. */
  imageRoot?(root: string): string;
}

/** The layouts that are read, and how. */
export const DATASET_LAYOUTS: Record<DatasetLayout, LayoutEntry> = {
  dexycb: {
    name: 'DexYCB',
    open: (root, { hands, setup, split }) => {
      const sides = (['right', 'left'] as const).filter((side) => hands[side] !== undefined);
      return readDexYcb(root, hands, { setup, split, sides });
    },
  },
  ho3d: {
    name: 'HO3D',
    open: (root, { hands, split }) => {
      expectSplit(root, split, ['train'], 'HO3D’s labels are those of train');
      return readHo3d(root, 'train', hands.right ?? null);
    },
    imageRoot: (root) => join(root, 'train'),
  },
  obman: {
    name: 'ObMan',
    open: (root, { hands, split }) => {
      expectSplit(root, split, OBMAN_SPLITS);
      return readObman(root, split as ObmanSplit, hands.right ?? null);
    },
  },
  mow: { name: 'MOW', open: (root, { hands }) => readMow(root, hands.right ?? null) },
  shards: { name: 'shards', open: (root) => readShards(root) },
  coco: {
    name: 'COCO-style annotations',
    open: (root, { hands, split }) => {
      const { folder, files } = cocoFiles(root);
      const file = root.endsWith('.json') ? root : files.get(split);
      if (file === undefined)
        throw new InputError(`${folder}: found no annotation file of the split ${split}`);
      return readCoco(file, hands, { imageRoot: null, dataset: 'coco' });
    },
  },
};

function expectSplit(root: string, split: string, splits: readonly string[], why = ''): void {
  if (splits.includes(split)) return;
  throw new InputError(
    `${root}: split: expected ${splits.join(', ')}, found ${split}${why === '' ? '' : `; ${why}`}`,
  );
}

/**
 * Opens a dataset of any layout that is known (DexYCB's, HO3D, ObMan, MOW, COCO-style annotation files,
 * shards): samples by position, in metres and in the camera's frame.
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
      `${root}: expected a dataset (${Object.keys(DATASET_LAYOUTS).join(', ')}), found none of them; is it the dataset's own folder?`,
    );
  }
  const { open, imageRoot } = DATASET_LAYOUTS[layout];
  const reader = await open(root, { split, setup, hands: hands ?? handsOfData(root, null) });
  return {
    layout,
    length: reader.length,
    imageRoot: imageRoot?.(root) ?? root,
    load: async (position) => reader.load(position),
  };
}
