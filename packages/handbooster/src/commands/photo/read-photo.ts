import { existsSync } from 'node:fs';
import sharp from 'sharp';
import { InputError } from '../../base/errors/input-error.js';
import type { RgbImage } from '../../datasets/images/decode-image.js';

/** A photo in any format of sharp's (JPEG, PNG, WebP, TIFF, AVIF ...), turned upright as its camera noted. */
export async function readPhoto(path: string): Promise<RgbImage> {
  if (!existsSync(path)) throw new InputError(`${path}: no such file`);
  try {
    const { data, info } = await sharp(path)
      .rotate()
      .flatten()
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true });
    const pixels = new Uint8Array(3 * info.width * info.height);
    const last = info.channels - 1;
    for (let i = 0; i < info.width * info.height; i++) {
      for (let k = 0; k < 3; k++) pixels[3 * i + k] = data[i * info.channels + Math.min(k, last)];
    }
    return { width: info.width, height: info.height, pixels };
  } catch (error) {
    throw new InputError(`${path}: not a picture that can be read: ${(error as Error).message}`);
  }
}
