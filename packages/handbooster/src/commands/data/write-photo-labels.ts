import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { InputError } from '../../base/errors/input-error.js';
import type { Progress } from '../../base/progress.js';
import { writeCoco } from '../../datasets/coco/write-coco.js';
import { PHOTO_ANNOTATIONS } from '../../datasets/real/photo-samples.js';
import type { Sample } from '../../datasets/sample/sample.js';
import type { HandModel } from '../../hand/model/hand-model.js';
import { mirrorHandModel } from '../../hand/model/mirror-hand.js';
import { type SheetRow, writePhotoSheet } from './photo-sheet.js';

/** What was made of photos. */
export interface PhotoAnnotations {
  photos: number;
  /** Hands found, and those of them that are labels: sure enough, and not rejected. */
  found: number;
  kept: number;
  /** The annotation file, the sheet, and the list of photos to be left out. */
  annotations: string;
  sheet: string;
  rejected: string;
}

const rejectedFile = (folder: string) => join(folder, 'annotations', 'rejected.txt');

/** Names of the photos that a person wants to be left out. */
export function rejectedPhotos(folder: string): Set<string> {
  const file = rejectedFile(folder);
  return new Set(existsSync(file) ? readFileSync(file, 'utf8').split(/\r?\n/) : []);
}

/**
 * Writes the labels of photos below their folder: the annotation file, the sheet, the confidences, and an
 * empty list of those to be left out where there is none.
 *
 * @param path as the user named it
 * @throws InputError where there is no hand in any photo
 */
export async function writePhotoLabels(
  path: string,
  {
    folder,
    hand,
    samples,
    rows,
    photos,
  }: {
    folder: string;
    hand: HandModel;
    samples: readonly Sample[];
    rows: readonly SheetRow[];
    photos: number;
  },
  { progress, signal }: { progress: Progress; signal: AbortSignal },
): Promise<PhotoAnnotations> {
  if (rows.length === 0) {
    throw new InputError(`${path}: no hand was found in any of ${photos} photos; nothing is written`);
  }
  const annotations = join(folder, PHOTO_ANNOTATIONS);
  mkdirSync(dirname(annotations), { recursive: true });
  const hands = { right: hand, left: mirrorHandModel(hand, `${hand.name} mirrored`) };
  await writeCoco(annotations, samples, hands, { imageRoot: folder });
  const confidences = rows.map(({ name, confidence, state }) => ({
    name,
    confidence: Number(confidence.toFixed(4)),
    state,
  }));
  writeFileSync(
    join(folder, 'annotations', 'photos-confidence.json'),
    `${JSON.stringify(confidences, null, 1)}\n`,
  );
  const rejected = rejectedFile(folder);
  if (!existsSync(rejected)) writeFileSync(rejected, '');
  const sheet = join(folder, 'annotations', 'photos.html');
  await writePhotoSheet(sheet, rows, progress, signal);
  return { photos, found: rows.length, kept: samples.length, annotations, sheet, rejected };
}
