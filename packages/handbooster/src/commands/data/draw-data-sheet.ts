import { extname, resolve } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { InputError } from '../../base/errors/input-error.js';
import { writeFileAtomic } from '../../base/files/atomic-write.js';
import type { Progress } from '../../base/progress.js';
import {
  CONTACT_SHEET_DEFAULTS,
  type ContactSheetOptions,
  contactSheet,
} from '../../drawing/contact-sheet.js';
import { choosePictures } from './tracks/choose-pictures.js';
import { openPictureTracks } from './tracks/open-picture-tracks.js';

export interface DrawDataSheetOptions extends Partial<ContactSheetOptions> {
  /** PNG, JPEG or WebP by its ending. */
  output: string;
  split?: string;
  setup?: string;
  images?: string;
  count: number;
  seed: number;
  progress: Progress;
}

export const DATA_SHEET_DEFAULTS = {
  ...CONTACT_SHEET_DEFAULTS,
  count: 48,
  size: 160,
  seed: 0,
  output: 'sheet.png',
} as const;

const FORMATS: Record<string, (sheet: Sharp) => Sharp> = {
  '.png': (sheet) => sheet.png({ compressionLevel: 9 }),
  '.jpg': (sheet) => sheet.jpeg({ quality: 85 }),
  '.jpeg': (sheet) => sheet.jpeg({ quality: 85 }),
  '.webp': (sheet) => sheet.webp({ quality: 82 }),
};

/**
 * Draws some pictures of a dataset side by side into a file; objects in turn, chosen by the seed.
 *
 * @returns how many pictures are on it
 * @throws {InputError} for a split or an ending that there is not, and where no picture can be drawn
 */
export async function drawDataSheet(root: string, options: DrawDataSheetOptions): Promise<number> {
  const { output, split, count, seed } = options;
  const format = FORMATS[extname(output).toLowerCase()];
  if (format === undefined) {
    throw new InputError(`output: expected a file ending in .png, .jpg or .webp, found ${output}`);
  }
  for (const [name, value] of Object.entries({ count, columns: options.columns, size: options.size })) {
    if (value !== undefined && !(Number.isInteger(value) && value >= 1)) {
      throw new InputError(`${name}: expected a whole number from 1, found ${value}`);
    }
  }
  const { splits, tracks } = await openPictureTracks(root, options);
  if (split !== undefined && !splits.includes(split)) {
    throw new InputError(`${root}: no split ${split}; there are ${splits.join(', ')}`);
  }
  const own = tracks.filter((track) => split === undefined || track.split === split);
  const pictures = await choosePictures(own, count, seed);
  if (pictures.length === 0) {
    throw new InputError(`${root}: no picture with a labelled hand to draw; for MOW set MANO_DIR`);
  }
  const sheet = await contactSheet(pictures, {
    ...Object.fromEntries(
      (['columns', 'size', 'crop', 'resolution', 'skeleton'] as const).flatMap((key) =>
        options[key] === undefined ? [] : [[key, options[key]]],
      ),
    ),
  });
  await writeFileAtomic(resolve(output), await format(sharp(sheet)).toBuffer());
  return pictures.length;
}
