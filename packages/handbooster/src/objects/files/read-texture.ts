import { readFile } from 'node:fs/promises';
import { io } from '@handbooster/torch';
import { InputError } from '../../base/errors/input-error.js';
import { decodeRgb } from '../../base/images/decode-rgb.js';
import { decodeTga } from '../../base/images/decode-tga.js';
import type { Texture } from '../object-model.js';

/**
 * Reads a picture (PNG, JPEG, TGA, WebP, TIFF ..., by content and not by name) as RGB, made smaller where a
 * side is longer than `greatest` pixels. Transparency is laid on white. Throws InputError naming the file
 * when it is not an image.
 */
export async function readTexture(path: string, greatest: number): Promise<Texture> {
  return decodeTexture(await readFile(path), path, greatest);
}

/** {@link readTexture} of a picture in memory. @param path what it is called in messages */
export async function decodeTexture(bytes: Uint8Array, path: string, greatest: number): Promise<Texture> {
  const options = { transparency: 'white', greatest } as const;
  let tga: ReturnType<typeof decodeTga>;
  try {
    return await decodeRgb(bytes, options);
  } catch (error) {
    try {
      tga = decodeTga(bytes);
    } catch (damage) {
      throw new InputError(`${path}: a damaged TGA texture, it ${(damage as Error).message}`);
    }
    if (tga === null) {
      const [reason] = (error as Error).message.split('\n');
      throw new InputError(
        `${path}: expected a texture in PNG, JPEG, TGA, WebP or TIFF, found ${io.describeFile(bytes)} that cannot be decoded (${reason}); ` +
          'save it as PNG and name that file in the material',
      );
    }
  }
  const { width, height, pixels } = tga;
  return decodeRgb({ width, height, channels: 4, pixels }, options);
}
