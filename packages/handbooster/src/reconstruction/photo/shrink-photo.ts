import type { RgbImage } from '../../datasets/images/rgb-image.js';

/** A part of a photo at a lower resolution. */
export interface ShrunkPhoto {
  image: RgbImage;
  /** Pixel k of the picture has its centre at `factor` k + `shift` of the photo, from `left` and `top` on. */
  factor: number;
  shift: number;
  left: number;
  top: number;
}

/**
 * Means of blocks of factor x factor pixels of a part of a photo (all of it by default); what is left at the
 * ends is dropped.
 */
export function shrinkPhoto(
  photo: RgbImage,
  factor: number,
  part: { left: number; top: number; right: number; bottom: number } = {
    left: 0,
    top: 0,
    right: photo.width,
    bottom: photo.height,
  },
): ShrunkPhoto {
  const { left, top } = part;
  const shift = (factor - 1) / 2;
  const columns = Math.max(1, Math.floor((part.right - left) / factor));
  const rows = Math.max(1, Math.floor((part.bottom - top) / factor));
  const pixels = new Uint8Array(3 * columns * rows);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      let [red, green, blue] = [0, 0, 0];
      for (let dy = 0; dy < factor; dy++) {
        const start = 3 * ((top + row * factor + dy) * photo.width + left + column * factor);
        for (let at = start; at < start + 3 * factor; at += 3) {
          red += photo.pixels[at];
          green += photo.pixels[at + 1];
          blue += photo.pixels[at + 2];
        }
      }
      const out = 3 * (row * columns + column);
      const count = factor * factor;
      pixels[out] = Math.round(red / count);
      pixels[out + 1] = Math.round(green / count);
      pixels[out + 2] = Math.round(blue / count);
    }
  }
  return { image: { width: columns, height: rows, pixels }, factor, shift, left, top };
}
