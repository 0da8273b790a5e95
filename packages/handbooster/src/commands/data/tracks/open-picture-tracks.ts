import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { InputError } from '../../../base/errors/input-error.js';
import type { Progress } from '../../../base/progress.js';
import { type DatasetLayout, datasetLayout } from '../../../datasets/dataset-layout.js';
import { handsOfData } from '../../../datasets/hands-of-dataset.js';
import { DATASET_LAYOUTS } from '../../../datasets/open-dataset.js';
import type { HandModels } from '../../../hand/model/hand-models.js';
import { dexYcbTracks } from './dexycb-tracks.js';
import { tracksOfPictures } from './listed-tracks.js';
import type { PictureTracks } from './picture-track.js';
import {
  type ListedSplits,
  listCoco,
  listHo3d,
  listMow,
  listObman,
  listShards,
  type OnPicture,
} from './read-listed-pictures.js';

export interface OpenPictureTracksOptions {
  /** Which splits of DexYCB's layout; see `dexYcbTracks`. */
  setup?: string;
  /** Folder of the pictures of a COCO-style annotation file. */
  images?: string;
  progress: Progress;
}

/** What lists the pictures of a layout without decoding their labels. */
type Lister = (
  root: string,
  hands: HandModels,
  images: string | null,
  onPicture: OnPicture,
) => Promise<ListedSplits>;

const LISTERS: Record<Exclude<DatasetLayout, 'dexycb'>, Lister> = {
  ho3d: (root, _, __, onPicture) => listHo3d(root, onPicture),
  obman: (root, _, __, onPicture) => listObman(root, onPicture),
  mow: (root, hands, _, onPicture) => listMow(root, hands, onPicture),
  coco: listCoco,
  shards: (root, _, __, onPicture) => listShards(root, onPicture),
};

/**
 * Looks through a dataset of any layout that is read here.
 * @throws InputError when there is nothing at `root`.
 */
export async function openPictureTracks(
  root: string,
  { setup, images, progress }: OpenPictureTracksOptions,
): Promise<PictureTracks> {
  const path = resolve(root);
  if (!existsSync(path)) {
    throw new InputError(`${path}: no such file or folder; expected the root of a dataset`);
  }
  const layout = datasetLayout(path);
  if (layout === null) {
    throw new InputError(`${path}: expected the root of a dataset, found none of a layout that is known`);
  }
  if (layout === 'dexycb') return dexYcbTracks(path, setup);
  if (setup !== undefined) {
    throw new InputError(`setup: only DexYCB's layout has setups, found ${setup} for ${path}`);
  }
  const { name } = DATASET_LAYOUTS[layout];
  const task = progress.begin('look', 0, 'pictures');
  const hands = handsOfData(path, null);
  const listed = await LISTERS[layout](path, hands, images === undefined ? null : resolve(images), () =>
    task.advance(),
  );
  task.end(name);
  return {
    layout: name,
    setup: null,
    splits: [...listed.keys()],
    tracks: [...listed].flatMap(([split, pictures]) => tracksOfPictures(split, pictures)),
  };
}
