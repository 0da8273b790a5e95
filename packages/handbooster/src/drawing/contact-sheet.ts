import sharp from 'sharp';
import { sampleBox } from '../datasets/crop/crop-and-augment.js';
import { decodeImage } from '../datasets/images/decode-image.js';
import type { Sample } from '../datasets/sample/sample.js';
import { cropCamera, projectPoints } from '../geometry/camera.js';
import { BONES_21 } from '../hand/model/hand-skeleton.js';

/** What a contact sheet needs of a sample. */
export type SheetPicture = Pick<Sample, 'image' | 'camera' | 'joints'>;

/** Options of {@link contactSheet}. */
export interface ContactSheetOptions {
  columns: number;
  /** Width of each picture on the sheet, pixels; crops are square. */
  size: number;
  /** Crop to the hand's box, as training does. */
  crop: boolean;
  /** Pixels that a crop is first brought to, to see what a network would; 0 leaves the picture's own. */
  resolution: number;
  /** Draw the labelled joints' bones over the picture. */
  skeleton: boolean;
}

export const CONTACT_SHEET_DEFAULTS: ContactSheetOptions = {
  columns: 8,
  size: 192,
  crop: false,
  resolution: 0,
  skeleton: false,
};

const FINGER_COLORS = ['#ff3b30', '#ffd60a', '#34c759', '#32ade6', '#ff2dff'];

/**
 * Pictures side by side in one PNG, to look at: whole or cropped, with their labelled joints drawn over them
 * if wanted.
 */
export async function contactSheet(
  samples: readonly SheetPicture[],
  options: Partial<ContactSheetOptions> = {},
): Promise<Buffer> {
  const { columns, size, crop, resolution, skeleton } = { ...CONTACT_SHEET_DEFAULTS, ...options };
  if (samples.length === 0) throw new RangeError('contactSheet: there are no samples');
  const { width, height } = samples[0].camera;
  const tileHeight = crop ? size : Math.round((size * height) / width);
  const tiles = [];
  for (const [i, sample] of samples.entries()) {
    tiles.push({
      input: await tile(sample, size, tileHeight, crop, resolution, skeleton),
      left: (i % columns) * size,
      top: Math.floor(i / columns) * tileHeight,
    });
  }
  const rows = Math.ceil(samples.length / columns);
  return sharp({
    create: {
      width: Math.min(columns, samples.length) * size,
      height: rows * tileHeight,
      channels: 3,
      background: '#000',
    },
  })
    .composite(tiles)
    .png()
    .toBuffer();
}

async function tile(
  sample: SheetPicture,
  width: number,
  height: number,
  crop: boolean,
  resolution: number,
  skeleton: boolean,
): Promise<Buffer> {
  const image = await decodeImage(sample.image);
  let picture = sharp(image.pixels, { raw: { width: image.width, height: image.height, channels: 3 } });
  let box: [number, number, number, number] = [-0.5, -0.5, image.width, image.height];
  const square = crop ? sampleBox(sample) : null;
  if (square !== null) {
    const side = Math.max(4, Math.round(square[2]));
    const left = Math.round(square[0]);
    const top = Math.round(square[1]);
    // What lies outside the picture is black. (One pipeline would cut before it extends.)
    const wide = await picture
      .extend({ left: side, right: side, top: side, bottom: side, background: '#000' })
      .toBuffer({ resolveWithObject: true });
    const extended = await sharp(wide.data, { raw: wide.info })
      .extract({ left: left + side, top: top + side, width: side, height: side })
      .toBuffer();
    picture = sharp(extended, { raw: { width: side, height: side, channels: 3 } });
    box = [left - 0.5, top - 0.5, side, side];
    if (resolution > 0) {
      const small = await picture.resize(resolution, resolution, { fit: 'fill' }).toBuffer();
      picture = sharp(small, { raw: { width: resolution, height: resolution, channels: 3 } });
    }
  }
  const kernel = resolution > 0 ? 'nearest' : 'cubic';
  const sized = await picture.resize(width, height, { fit: 'fill', kernel }).png().toBuffer();
  if (!skeleton) return sized;
  const joints = projectPoints(cropCamera(sample.camera, box, [width, height]), sample.joints);
  const lines = BONES_21.map(([from, to], bone) => {
    const [x1, y1, x2, y2] = [joints[from * 2], joints[from * 2 + 1], joints[to * 2], joints[to * 2 + 1]];
    const color = FINGER_COLORS[Math.floor(bone / 4)];
    return `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="${color}" stroke-width="1.5"/>`;
  });
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${lines.join('')}</svg>`;
  return sharp(sized)
    .composite([{ input: Buffer.from(drawing) }])
    .png()
    .toBuffer();
}
