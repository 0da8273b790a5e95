import { existsSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { InputError } from '../../base/errors/input-error.js';
import type { HandModel } from '../../hand/model/hand-model.js';
import { mirrorHandModel } from '../../hand/model/mirror-hand.js';
import { readCoco } from '../coco/read-coco.js';
import type { Sample } from '../sample/sample.js';
import type { DealtSplit } from './deal-sequences.js';

/** What `data annotate --photos` calls its labels, below the photos. */
export const PHOTO_ANNOTATIONS = join('annotations', 'photos_train_data.json');

/** Of the photos in the order of their names, these shares at the end are for validation and for testing. */
const HELD_SHARE = 0.15;
/** Fewer leave nothing to hold out. */
const LEAST_PHOTOS = 8;

/** The folder of one's own photos: the path itself, or beside a video the one with its frames. */
export function photoFolder(path: string): string {
  const given = resolve(path);
  return existsSync(given) && statSync(given).isFile() ? `${given.replace(/\.[^.]+$/, '')}-frames` : given;
}

/**
 * Of `count` moments in the order of their names the split that each belongs to: first those to learn from,
 * then those for validation, then those for testing. Neighbours in a film, or in a burst, are alike: dealt
 * one by one the tests would show what was learned.
 */
export function dealPhotos(count: number): DealtSplit[] {
  const held = Math.max(1, Math.round(HELD_SHARE * count));
  return Array.from({ length: count }, (_, i) =>
    i < count - 2 * held ? 'train' : i < count - held ? 'val' : 'test',
  );
}

/**
 * Samples of a split of one's own photos, as `data annotate --photos` labelled them; left hands are there as
 * mirrored right ones.
 *
 * @throws {InputError} where there are too few to hold some out
 */
export async function photoSamples(root: string, hand: HandModel, split: string): Promise<Sample[]> {
  const path = join(root, PHOTO_ANNOTATIONS);
  const hands = { right: hand, left: mirrorHandModel(hand, `${hand.name} mirrored`) };
  const reader = await readCoco(path, hands, { imageRoot: root, dataset: 'photos' });
  if (reader.length < LEAST_PHOTOS) {
    throw new InputError(
      `${path}: expected at least ${LEAST_PHOTOS} photos with a hand, to hold some out, found ${reader.length}; ` +
        'annotate more of them',
    );
  }
  const samples = [...reader.samples()];
  // Several cameras' photos of one moment have one name.
  const momentOf = ({ image }: Sample) => basename(image.path);
  const moments = [...new Set(samples.map(momentOf))].sort();
  const dealt = dealPhotos(moments.length);
  const place = new Map(moments.map((moment, i) => [moment, dealt[i]]));
  return samples
    .filter((sample) => place.get(momentOf(sample)) === split)
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}
