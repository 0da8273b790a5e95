import { dirname } from 'node:path';
import { InputError } from '../../base/errors/input-error.js';
import { oneLine } from '../../base/files/read-arrays.js';
import { mapConcurrently } from '../../base/threads/map-concurrently.js';
import { readCoco } from '../coco/read-coco.js';
import { checkHand } from './check-hand.js';
import { CHECK_DEFAULTS, type CheckOptions } from './check-options.js';
import { checkPicture } from './check-picture.js';
import { CheckCollector, type CheckReport } from './check-report.js';

/**
 * Walks a COCO-style annotation file and the pictures it names.
 *
 * @param path of the JSON file; pictures are looked for below `images`, by default the folder above the file's own
 * (`annotations/` lies beside the data).
 * @throws {InputError} where the file cannot be read as annotations: a fault there hides all that follows it.
 */
export async function checkCoco(path: string, options: Partial<CheckOptions> = {}): Promise<CheckReport> {
  const { hands, concurrency, every, examples, images, onProgress } = { ...CHECK_DEFAULTS, ...options };
  const imageRoot = images ?? dirname(dirname(path));
  const found = new CheckCollector(imageRoot);
  const reader = await readCoco(path, hands, { imageRoot, dataset: 'coco' });
  const positions = Array.from({ length: Math.ceil(reader.length / every) }, (_, i) => i * every);
  const names = new Set<string>();
  const sequences = new Set<string>();
  found.pictures = positions.length + reader.boxes.length;
  let done = 0;
  await mapConcurrently(positions, concurrency, async (position) => {
    const picture = reader.loadPicture(position);
    const { path: image } = picture.image;
    const place = { path: image, order: position };
    if (names.has(image)) found.add('picture twice', image, 'more than one annotation names it', position);
    names.add(image);
    sequences.add(`${picture.subject}/${picture.sequence}`);
    found.hands++;
    await checkPicture(found, image, picture.camera, position);
    checkHand(found, place, picture.camera, picture.joints);
    if (hands[picture.side] !== undefined) {
      try {
        reader.load(position, { checkJoints: true });
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        found.add("joints are not the hand model's", image, oneLine(error), position);
      }
    }
    onProgress(++done, found.pictures);
  });
  await mapConcurrently(reader.boxes, concurrency, async ({ image, camera, box }, i) => {
    const order = reader.length + i;
    await checkPicture(found, image.path, camera, order);
    if (!(box[2] > 0 && box[3] > 0)) {
      found.add(
        'label wrong',
        image.path,
        `bbox: expected a positive size, found ${box[2]} x ${box[3]}`,
        order,
      );
    }
    onProgress(++done, found.pictures);
  });
  found.sequences = sequences.size;
  return { ...found.report('COCO', examples), root: path };
}
