import { existsSync } from 'node:fs';
import { InputError } from '../../base/errors/input-error.js';
import { decodeRgb } from '../../base/images/decode-rgb.js';
import type { RgbImage } from '../../datasets/images/rgb-image.js';

/** A photo in any format of sharp's (JPEG, PNG, WebP, TIFF, AVIF ...), turned upright as its camera noted. */
export async function readPhoto(path: string): Promise<RgbImage> {
  if (!existsSync(path)) throw new InputError(`${path}: no such file`);
  try {
    return await decodeRgb(path, { upright: true, transparency: 'black' });
  } catch (error) {
    throw new InputError(`${path}: not a picture that can be read: ${(error as Error).message}`);
  }
}
