import { readFile } from 'node:fs/promises';
import { io } from '@handbooster/torch';
import { InputError } from '../../base/errors/input-error.js';
import { decodeRgb } from '../../base/images/decode-rgb.js';
import type { RgbImage } from '../../datasets/images/rgb-image.js';

/**
 * A photo in any format of sharp's (JPEG, PNG, WebP, TIFF, AVIF ...), turned upright as its camera noted, as
 * it looks: colour profiles are applied.
 *
 * @throws InputError saying what the file is where it is no picture that can be read
 */
export async function readPhoto(path: string): Promise<RgbImage> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new InputError(
      `${path}: ${error.code === 'ENOENT' ? 'no such file' : `a photo that cannot be opened (${error.code})`}`,
    );
  });
  try {
    return await decodeRgb(bytes, { upright: true, transparency: 'black' });
  } catch (error) {
    const { name, words, mend } = io.recogniseFile(bytes);
    // Phones' HEIC, which the decoder that comes with sharp lacks.
    const advice = words.startsWith('a HEIF') ? 'save it as JPEG' : mend;
    const [reason] = (error as Error).message.split('\n');
    const why = name === 'picture' ? ` (${reason})` : '';
    throw new InputError(
      `${path}: not a picture that can be read but ${name === 'picture' ? `${words}, cut short or damaged` : words}${why}${advice === undefined ? '' : `; ${advice}`}`,
    );
  }
}
