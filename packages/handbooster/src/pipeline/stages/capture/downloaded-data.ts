import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { InputError } from '../../../base/errors/input-error.js';
import type { CaptureNote, RealKind } from '../../../datasets/real/capture-note.js';
import { cocoFiles } from '../../../datasets/real/coco-samples.js';
import { PHOTO_ANNOTATIONS, photoFolder } from '../../../datasets/real/photo-samples.js';
import { manoFile } from '../../../hand/model/find-hand-model.js';
import type { Config } from '../../config/config-schema.js';

/** What a run cannot have of a dataset, for people. */
export const LACKING: Record<RealKind, string | null> = {
  dexycb: null,
  ho3d: 'its evaluation split hides the hands: whole sequences of train.txt are held out instead',
  coco: 'annotation files have no object poses: novel grasps are not weighed against real ones, and there are no novel views',
  photos:
    'photos have no object poses: grasps are made of the built-in objects (or those of `data`) and not weighed against real ones, there are no novel views, and tests are held against labels of the same making',
};

/**
 * The note of downloaded data.
 *
 * @throws InputError saying what is not there, or what a run would need that the dataset lacks
 */
export function downloadedNote(config: Config): CaptureNote {
  const { source, root, setup } = config.capture;
  if (source === 'mow') {
    throw new InputError(
      'capture.source: MOW has 512 pictures without scale or shape: it is for testing only; train on dexycb, ho3d or coco',
    );
  }
  if (source === 'obman') {
    throw new InputError(
      'capture.source: ObMan has no poses of the hand in the camera: fit them once with ' +
        '"handbooster data annotate ROOT --split train -o ROOT/annotations/obman_train_data.json", then use capture.source=coco',
    );
  }
  if (root === null) {
    const what = { dexycb: 'DexYCB', ho3d: 'HO3D', coco: 'the annotation files', photos: 'the photos' }[
      source as RealKind
    ];
    throw new InputError(`capture.root: expected the folder of ${what}, found none; set capture.root`);
  }
  if (!existsSync(root)) throw new InputError(`capture.root: ${root}: no such file or folder`);
  const splits = { train: 'train', validation: 'val', tests: ['test'] };
  if (source === 'dexycb') {
    const leftHand = leftHandFile(config);
    return { root, setup, ...splits, ...(leftHand === null ? {} : { leftHand }) };
  }
  if (source === 'photos') {
    const folder = photoFolder(root);
    const labels = join(folder, PHOTO_ANNOTATIONS);
    if (!existsSync(labels)) {
      throw new InputError(
        `capture.root: ${labels}: no such file; label the photos first: handbooster data annotate --photos ${root}`,
      );
    }
    const { objects: builtinObjects } = config.capture;
    return { root: folder, setup, ...splits, kind: 'photos', builtinObjects };
  }
  if (source === 'coco') {
    cocoFiles(root); // complains where there is no training file
    return { root, setup, ...splits, kind: 'coco' };
  }
  if (!existsSync(join(root, 'train.txt'))) {
    const hint = existsSync(join(root, 'evaluation.txt'))
      ? 'found evaluation.txt only, whose hands are hidden'
      : 'found no such file';
    throw new InputError(
      `capture.root: ${join(root, 'train.txt')}: expected the list of HO3D's training pictures, ${hint}`,
    );
  }
  return { root, setup, ...splits, kind: 'ho3d' };
}

/**
 * The left hand beside the right one of a configuration; null where there is none, or the built-in hand is
 * used.
 */
function leftHandFile({ hand: { model } }: Config): string | null {
  const place = model === 'mano' ? process.env.MANO_DIR : model === 'builtin' ? undefined : model;
  if (place === undefined || !existsSync(place)) return null;
  const file = manoFile(statSync(place).isFile() ? dirname(place) : place, 'left');
  return file === null ? null : resolve(file);
}
