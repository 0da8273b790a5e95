import { existsSync } from 'node:fs';
import { copyFile, link, mkdir } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import sharp from 'sharp';
import { writeFileAtomic } from '../../base/files/atomic-write.js';
import { mapConcurrently } from '../../base/threads/map-concurrently.js';
import type { HandModels } from '../../hand/model/hand-models.js';
import { mirrorHandModel } from '../../hand/model/mirror-hand.js';
import { writeCoco } from '../coco/write-coco.js';
import { imageKind, readImageBytes } from '../images/decode-image.js';
import type { Sample } from '../sample/sample.js';
import type { ExportSource } from './export-source.js';
import { type ExportTask, exportedPicture } from './export-task.js';
import { slug } from './slug.js';

/** Where the loaders of DexYCB in HandOccNet, H2ONet and HandBooster look for the annotations of a split. */
export const cocoFile = (split: string) => join('annotations', `DEX_YCB_s0_${split}_data.json`);

/** The splits that those loaders know. */
export const COCO_SPLITS = ['train', 'val', 'test'] as const;

/** What they call a split of another name: a capture has several of each kind. */
export function cocoSplit(split: string): (typeof COCO_SPLITS)[number] {
  if (split.startsWith('test') || split === 'evaluation') return 'test';
  return split.startsWith('val') ? 'val' : 'train';
}

/**
 * Writes a dataset as HandOccNet's, H2ONet's and HandBooster's loaders take DexYCB: `images/` and an
 * annotation file a split. The pictures are the very bytes of the source, unless they are put into a frame.
 */
export async function exportCoco(task: ExportTask): Promise<Record<string, unknown>> {
  const { dataset, hand, folder, frame, heldOut, concurrency, signal, onProgress } = task;
  const hands = { right: hand, left: mirrorHandModel(hand, `${hand.name}-mirrored`) };
  let done = 0;
  const write = async (split: string, source: ExportSource, below: string) => {
    const positions = Array.from({ length: source.length }, (_, i) => i);
    const images = await mapConcurrently(positions, concurrency, async (position) => {
      signal.throwIfAborted();
      const sample = await source.load(position);
      const stem = join(folder, 'images', below, source.key(position, sample));
      const image = await writePicture(sample, stem, frame);
      onProgress(++done);
      return image;
    });
    await writeAnnotations(join(folder, cocoFile(split)), source, images, hands, task);
  };
  const own = cocoSplit(task.split);
  await write(own, dataset, '');
  const counts: Record<string, number> = { [own]: dataset.length };
  for (const [split, samples] of heldOut) {
    counts[split] = samples.length;
    const source = {
      length: samples.length,
      load: async (position: number) => samples[position],
      key: (_: number, { id }: Sample) => slug(id),
    };
    await write(split, source, split);
  }
  return { annotations: cocoFile(own), splits: counts, camera: frame ?? 'as each picture has it' };
}

async function writeAnnotations(
  path: string,
  source: ExportSource,
  images: readonly Sample['image'][],
  hands: HandModels,
  { folder, frame, signal }: ExportTask,
): Promise<void> {
  async function* samples(): AsyncGenerator<Sample> {
    for (const [position, image] of images.entries()) {
      signal.throwIfAborted();
      const sample = await source.load(position);
      yield { ...sample, image, camera: frame ?? sample.camera };
    }
  }
  await writeCoco(path, samples(), hands, { imageRoot: folder });
}

/**
 * Writes a sample's picture under a name without its ending. One that is a file of its own and stays as it is
 * becomes a link, where the disk has links: held-out splits can be large.
 *
 * @returns where it is; mirrored pictures of left hands stay so unless they are put into a frame, which shows
 * them turned.
 */
async function writePicture(
  sample: Sample,
  stem: string,
  frame: ExportTask['frame'],
): Promise<Sample['image']> {
  const { path: from, range, mirrored } = sample.image;
  if (frame !== null) {
    const path = `${stem}.png`;
    if (!existsSync(path)) {
      const { image } = await exportedPicture(sample, frame);
      const { width, height, pixels } = image;
      const png = sharp(pixels, { raw: { width, height, channels: 3 } }).png({ compressionLevel: 6 });
      await writeFileAtomic(path, await png.toBuffer());
    }
    return { path, mirrored: false };
  }
  if (range !== undefined) {
    const bytes = await readImageBytes(from, range);
    const path = `${stem}.${imageKind(bytes) === 'jpeg' ? 'jpg' : 'png'}`;
    if (!existsSync(path)) await writeFileAtomic(path, bytes);
    return { path, mirrored };
  }
  const path = `${stem}${extname(from).toLowerCase()}`;
  if (!existsSync(path)) {
    await mkdir(dirname(path), { recursive: true });
    await link(from, path).catch(() => copyFile(from, path));
  }
  return { path, mirrored };
}
