import { existsSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { writeFileAtomic } from '../../base/files/atomic-write.js';
import { mapConcurrently } from '../../base/threads/map-concurrently.js';
import { writeCoco } from '../coco/write-coco.js';
import { imageKind, readImageBytes } from '../images/decode-image.js';
import type { Sample } from '../sample/sample.js';
import { type ExportTask, exportedPicture } from './export-task.js';

/** Where HandOccNet's DexYCB loader looks for the annotations of its training split. */
export const COCO_FILE = join('annotations', 'DEX_YCB_s0_train_data.json');

/**
 * Writes a dataset as HandOccNet's, H2ONet's and HandBooster's loaders take DexYCB: `images/` and one annotation file. The
 * pictures are the very bytes of the shards, unless they are put into a frame.
 */
export async function exportCoco(task: ExportTask): Promise<Record<string, unknown>> {
  const { dataset, hand, folder, frame, concurrency, signal, onProgress } = task;
  const positions = Array.from({ length: dataset.length }, (_, i) => i);
  let done = 0;
  const paths = await mapConcurrently(positions, concurrency, async (position) => {
    signal.throwIfAborted();
    const sample = await dataset.load(position);
    const { key } = dataset.row(position);
    const bytes = await pictureBytes(sample, frame);
    const path = join(folder, 'images', `${key}.${imageKind(bytes) === 'jpeg' ? 'jpg' : 'png'}`);
    if (!existsSync(path)) await writeFileAtomic(path, bytes);
    onProgress(++done);
    return path;
  });
  async function* samples(): AsyncGenerator<Sample> {
    for (const [position, path] of paths.entries()) {
      signal.throwIfAborted();
      const sample = await dataset.load(position);
      yield { ...sample, image: { path, mirrored: false }, camera: frame ?? sample.camera };
    }
  }
  await writeCoco(join(folder, COCO_FILE), samples(), { right: hand, left: hand }, { imageRoot: folder });
  return { annotations: COCO_FILE, camera: frame ?? 'as each picture has it' };
}

async function pictureBytes(sample: Sample, frame: ExportTask['frame']): Promise<Uint8Array> {
  if (frame === null) return readImageBytes(sample.image.path, sample.image.range);
  const { image } = await exportedPicture(sample, frame);
  const { width, height, pixels } = image;
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .png({ compressionLevel: 6 })
    .toBuffer();
}
