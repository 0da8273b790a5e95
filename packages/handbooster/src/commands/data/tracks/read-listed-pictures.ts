import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { InputError } from '../../../base/errors/input-error.js';
import { mapConcurrently } from '../../../base/threads/map-concurrently.js';
import { annotationFiles, annotationSplit } from '../../../datasets/coco/annotation-files.js';
import { readCoco } from '../../../datasets/coco/read-coco.js';
import { ho3dTake, readHo3d } from '../../../datasets/ho3d/read-ho3d.js';
import { readMow } from '../../../datasets/mow/read-mow.js';
import { OBMAN_SPLITS, readObman } from '../../../datasets/obman/read-obman.js';
import type { Sample } from '../../../datasets/sample/sample.js';
import { readShards } from '../../../datasets/shards/read-shards.js';
import type { ShardRow } from '../../../datasets/shards/shard-row.js';
import type { HandSide } from '../../../hand/model/hand-model.js';
import type { HandModels } from '../../../hand/model/hand-models.js';
import type { ListedPicture } from './listed-tracks.js';

/** The pictures of each split, in its usual order. */
export type ListedSplits = Map<string, ListedPicture[]>;

/** Called after each picture that was looked at. */
export type OnPicture = (done: number, total: number) => void;

const CONCURRENCY = 8;

/** HO3D v2 or v3: every label file is read, for none else says what a picture shows. */
export async function listHo3d(root: string, onPicture: OnPicture): Promise<ListedSplits> {
  const splits: ListedSplits = new Map();
  for (const split of ['train', 'evaluation'] as const) {
    if (!existsSync(join(root, `${split}.txt`))) continue;
    const reader = await readHo3d(root, split, null);
    const load = async (position: number): Promise<ListedPicture> => {
      const picture =
        split === 'train' ? await reader.loadPicture(position) : await reader.loadEvaluation(position);
      const [, folder, frame] = reader.id(position).split('/');
      const objects = picture?.objects ?? [];
      const labelled = picture !== null && split === 'train';
      return {
        subject: folder.replace(/\d+$/, ''),
        ...ho3dTake(folder),
        frame: Number(frame),
        side: 'right',
        objects,
        grasped: objects.length - 1,
        labelled,
        // Read again: label files of a whole split would fill the memory.
        show: async () => (labelled ? reader.loadPicture(position) : null),
      };
    };
    splits.set(split, await each(reader.length, load, onPicture));
  }
  return splits;
}

/** ObMan. */
export async function listObman(root: string, onPicture: OnPicture): Promise<ListedSplits> {
  const splits: ListedSplits = new Map();
  for (const split of OBMAN_SPLITS) {
    if (!existsSync(join(root, split, 'meta'))) continue;
    const reader = await readObman(root, split, null);
    const load = async (position: number): Promise<ListedPicture> => {
      const { subject, sequence, view, frame, side, objects } = await reader.loadPicture(position);
      const place = { subject, sequence, view, frame, side, object: objects[0].name };
      const show = () => reader.loadPicture(position);
      // Each stands for itself: their objects' poses are no motion.
      return { ...place, objects: [], grasped: -1, labelled: true, show };
    };
    splits.set(split, await each(reader.length, load, onPicture));
  }
  return splits;
}

/** MOW; its joints come out of MANO, so without that its pictures are only counted. */
export async function listMow(root: string, hands: HandModels, onPicture: OnPicture): Promise<ListedSplits> {
  const reader = await readMow(root, hands.right ?? null);
  const load = async (position: number): Promise<ListedPicture> => ({
    subject: '',
    sequence: reader.id(position),
    view: '',
    frame: 0,
    side: 'right',
    object: reader.annotation(position).obj_name,
    objects: [],
    grasped: -1,
    labelled: true,
    show: async () => (hands.right === undefined ? null : reader.load(position)),
  });
  return new Map([['test', await each(reader.length, load, onPicture)]]);
}

/** COCO-style annotation files; they name no objects. The files of a folder are its splits. */
export async function listCoco(
  root: string,
  hands: HandModels,
  images: string | null,
  onPicture: OnPicture,
): Promise<ListedSplits> {
  const splits: ListedSplits = new Map();
  for (const path of annotationFiles(root)) {
    const name = basename(path, '.json');
    const split = path === root ? 'annotations' : (annotationSplit(basename(path)) ?? name);
    // Files of several datasets or setups may lie side by side.
    splits.set(splits.has(split) ? name : split, await listAnnotations(path, hands, images, onPicture));
  }
  return splits;
}

async function listAnnotations(
  path: string,
  hands: HandModels,
  images: string | null,
  onPicture: OnPicture,
): Promise<ListedPicture[]> {
  const reader = await readCoco(path, hands, { imageRoot: images, dataset: 'coco' });
  const load = async (position: number): Promise<ListedPicture> => {
    const { subject, sequence, view, frame, side, objects, grasped } = reader.loadPicture(position);
    // HO3D's pictures lie in `<take and camera>/rgb/`.
    const place =
      subject === sequence
        ? { subject: subject.replace(/\d+$/, ''), ...ho3dTake(sequence) }
        : { subject, sequence, view };
    const show = async () => reader.loadPicture(position);
    return { ...place, frame, side, objects, grasped, labelled: true, show };
  };
  const listed = await each(reader.length, load, onPicture);
  const boxes = reader.boxes.map(
    ({ id }): ListedPicture => ({
      ...{ subject: '', sequence: id.split('/').slice(0, -1).join('/'), view: '', frame: 0, side: null },
      ...{ objects: [], grasped: -1, labelled: false, show: async () => null },
    }),
  );
  return [...listed, ...boxes];
}

/**
 * Our shards: the index tells all but the motion of objects, which is read where pictures follow each other.
 */
export async function listShards(root: string, onPicture: OnPicture): Promise<ListedSplits> {
  const dataset = await readShards(root);
  const load = async (position: number): Promise<ListedPicture & Pick<ShardRow, 'split'>> => {
    const { split, subject, sequence, view, side, object, dataset: kind } = dataset.row(position);
    if (side !== 'right' && side !== 'left') {
      throw new InputError(`${join(root, 'index.parquet')}: side: expected right or left, found ${side}`);
    }
    // Generated pictures stand each for itself: no motion joins them.
    const sample: Sample | null = kind === 'synthetic' ? null : await dataset.load(position);
    return {
      ...{ split, subject, sequence, view, side: side as HandSide, object: object === '' ? null : object },
      frame: sample?.frame ?? position,
      objects: sample?.objects ?? [],
      grasped: sample?.grasped ?? -1,
      labelled: true,
      show: () => dataset.load(position),
    };
  };
  const all = await each(dataset.length, load, onPicture);
  const splits: ListedSplits = new Map();
  for (const { split, ...picture } of all) {
    const pictures = splits.get(split);
    if (pictures === undefined) splits.set(split, [picture]);
    else pictures.push(picture);
  }
  return splits;
}

function each<T>(count: number, load: (position: number) => Promise<T>, onPicture: OnPicture): Promise<T[]> {
  let done = 0;
  const positions = Array.from({ length: count }, (_, i) => i);
  return mapConcurrently(positions, CONCURRENCY, async (position) => {
    const item = await load(position);
    onPicture(++done, count);
    return item;
  });
}
