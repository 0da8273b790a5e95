import { extname, resolve } from 'node:path';
import sharp from 'sharp';
import { writeFileAtomic } from '../base/files/atomic-write.js';

/** Writes a PNG's picture in the format of the file's ending: as it is, or as WebP, a fifth of the size. */
export async function writePicture(path: string, png: Buffer): Promise<void> {
  const webp = extname(path).toLowerCase() === '.webp';
  await writeFileAtomic(resolve(path), webp ? await sharp(png).webp({ quality: 88 }).toBuffer() : png);
}
