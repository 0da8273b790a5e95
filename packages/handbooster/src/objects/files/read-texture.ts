import sharp from 'sharp';
import { InputError } from '../../base/errors/input-error.js';
import type { Texture } from '../object-model.js';

/**
 * Reads a PNG or JPEG as RGB, made smaller where a side is longer than `greatest` pixels. Transparency is laid on white.
 * Throws InputError naming the file when it is not an image.
 */
export async function readTexture(path: string, greatest: number): Promise<Texture> {
  try {
    const { data, info } = await sharp(path, { limitInputPixels: 2 ** 28 })
      .resize({ width: greatest, height: greatest, fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#ffffff' })
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true });
    const pixels = new Uint8Array(info.width * info.height * 3);
    for (let i = 0; i < info.width * info.height; i++) {
      for (let k = 0; k < 3; k++)
        pixels[i * 3 + k] = data[i * info.channels + Math.min(k, info.channels - 1)];
    }
    return { width: info.width, height: info.height, pixels };
  } catch (error) {
    throw new InputError(
      `${path}: expected a PNG or JPEG texture, found a file that cannot be decoded (${(error as Error).message})`,
    );
  }
}
