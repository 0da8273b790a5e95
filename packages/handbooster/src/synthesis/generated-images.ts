import { join } from 'node:path';
import sharp from 'sharp';
import { writeFileAtomic } from '../base/files/atomic-write.js';
import { decodeImage } from '../datasets/images/decode-image.js';

/** Path of a generated picture; folders of a thousand, so that none grows too large. */
export function imagePath(folder: string, id: string): string {
  return join(folder, 'images', id.slice(0, -3).padStart(3, '0'), `${id}.png`);
}

/** Writes (S, S, 3) bytes as a PNG, without loss. */
export async function writeImage(
  folder: string,
  id: string,
  pixels: Uint8Array,
  size: number,
): Promise<void> {
  const raw = { width: size, height: size, channels: 3 as const };
  const png = await sharp(pixels, { raw }).png({ compressionLevel: 6 }).toBuffer();
  await writeFileAtomic(imagePath(folder, id), png);
}

/** Reads one back: (S, S, 3). */
export async function readImage(folder: string, id: string): Promise<Uint8Array> {
  return (await decodeImage(imagePath(folder, id))).pixels;
}
