import { dirname } from 'node:path';
import { InputError } from '../../base/errors/input-error.js';
import { oneLine } from '../../base/files/read-arrays.js';
import { mapConcurrently } from '../../base/threads/map-concurrently.js';
import { annotationFiles } from '../coco/annotation-files.js';
import { readCoco } from '../coco/read-coco.js';
import { checkHand } from './check-hand.js';
import { CHECK_DEFAULTS, type CheckOptions } from './check-options.js';
import { checkPicture } from './check-picture.js';
import { CheckCollector, type CheckReport } from './check-report.js';

/**
 * Walks COCO-style annotation files and the pictures they name.
 *
 * @param root a JSON file, or the folder above `annotations/`, all of whose files are looked at. Pictures are
 * looked for below `images`, by default where the first one lies (see `findImageRoot`).
 * @throws {InputError} where a file cannot be read as annotations at all: cut, or no such JSON.
 */
export async function checkCoco(root: string, options: Partial<CheckOptions> = {}): Promise<CheckReport> {
  const settings = { ...CHECK_DEFAULTS, ...options };
  const files = annotationFiles(root);
  if (files.length === 0) throw new InputError(`${root}: expected annotation files, found none`);
  const found = new CheckCollector(files.length === 1 && files[0] === root ? dirname(dirname(root)) : root);
  const sequences = new Set<string>();
  for (const file of files) await checkFile(file, settings, found, sequences);
  found.sequences = sequences.size;
  return { ...found.report('COCO', settings.examples), root };
}

async function checkFile(
  path: string,
  { hands, concurrency, every, images, onProgress }: CheckOptions,
  found: CheckCollector,
  sequences: Set<string>,
): Promise<void> {
  const first = found.pictures;
  const reader = await readCoco(path, hands, {
    imageRoot: images,
    dataset: 'coco',
    onFault: (message) => found.add('label wrong', path, message, first),
    checkModel: false,
  });
  const positions = Array.from({ length: Math.ceil(reader.length / every) }, (_, i) => i * every);
  const names = new Set<string>();
  found.pictures += positions.length + reader.boxes.length;
  let done = first;
  await mapConcurrently(positions, concurrency, async (position) => {
    const order = first + position;
    const picture = reader.loadPicture(position);
    const { path: image } = picture.image;
    const place = { path: image, order };
    if (names.has(image)) found.add('picture twice', image, 'more than one annotation names it', order);
    names.add(image);
    sequences.add(`${picture.subject}/${picture.sequence}`);
    found.hands++;
    await checkPicture(found, image, picture.camera, order);
    checkHand(found, place, picture.camera, picture.joints);
    if (hands[picture.side] !== undefined) {
      try {
        reader.checkJoints(position);
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        found.add("joints are not the hand model's", image, oneLine(error), order);
      }
    }
    onProgress(++done, found.pictures);
  });
  await mapConcurrently(reader.boxes, concurrency, async ({ image, camera, box }, i) => {
    const order = first + reader.length + i;
    await checkPicture(found, image.path, camera, order);
    if (!(box[2] > 0 && box[3] > 0)) {
      const message = `bbox: expected a positive size, found ${box[2]} x ${box[3]}`;
      found.add('label wrong', image.path, message, order);
    }
    onProgress(++done, found.pictures);
  });
}
