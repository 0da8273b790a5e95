import type { Box } from '../../geometry/camera.js';
import type { RgbImage } from '../images/rgb-image.js';

/** A part of a picture in memory, and the column and row of the picture that it begins at. */
export interface PictureWindow {
  image: RgbImage;
  origin: readonly [number, number];
}

/** Bilinear sampling reads one pixel past a position, and positions are rounded to 1/32 of a pixel. */
const MARGIN = 2;

/**
 * The part of a picture that a box can show, a little larger, as a copy: what lies outside of it is given
 * free. A crop out of it has the same bits as one out of the whole picture, as long as it stays in the box.
 */
export function cutWindow(picture: RgbImage, [x, y, width, height]: Box): PictureWindow {
  const clamp = (value: number, most: number) => Math.min(most, Math.max(0, value));
  const left = clamp(Math.floor(x) - MARGIN, picture.width - 1);
  const top = clamp(Math.floor(y) - MARGIN, picture.height - 1);
  const right = clamp(Math.ceil(x + width) + MARGIN, picture.width);
  const bottom = clamp(Math.ceil(y + height) + MARGIN, picture.height);
  const size = [Math.max(1, right - left), Math.max(1, bottom - top)] as const;
  return { image: cutRectangle(picture, [left, top, ...size]), origin: [left, top] };
}

/** A copy of the pixels in a rectangle of whole numbers (x, y, width, height) that lies in the picture. */
export function cutRectangle(picture: RgbImage, [left, top, width, height]: Box): RgbImage {
  const pixels = new Uint8Array(width * height * 3);
  for (let row = 0; row < height; row++) {
    const from = ((top + row) * picture.width + left) * 3;
    pixels.set(picture.pixels.subarray(from, from + width * 3), row * width * 3);
  }
  return { width, height, pixels };
}
