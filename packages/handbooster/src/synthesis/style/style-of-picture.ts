import sharp from 'sharp';
import { InputError } from '../../base/errors/input-error.js';
import { DECODER_STRICTNESS } from '../../base/images/decode-rgb.js';
import { predictMasks } from '../segmentation/mask-agreement.js';
import type { Segmenter } from '../segmentation/segmenter.js';
import { colourStyle } from './colour-style.js';

/**
 * The look of a user's picture of a hand: a segmenter finds the hand in it.
 *
 * @param size pixels of the images the segmenter knows; the picture's middle square is taken to it.
 * @throws InputError where there is no picture, or no hand to be seen in it.
 */
export async function styleOfPicture(
  path: string,
  segmenter: Segmenter,
  size: number,
): Promise<Float32Array> {
  let pixels: Uint8Array;
  try {
    const picture = sharp(path, DECODER_STRICTNESS).rotate().removeAlpha().toColourspace('srgb');
    pixels = new Uint8Array(await picture.resize(size, size, { fit: 'cover' }).raw().toBuffer());
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    throw new InputError(`${path}: expected a picture of a hand, found none (${found})`);
  }
  const [mask] = predictMasks(segmenter, [pixels]);
  const style = colourStyle(pixels, mask);
  if (style === null) {
    throw new InputError(
      `${path}: no hand is seen in its middle square; give a picture that a hand fills a tenth of or more`,
    );
  }
  return style;
}
