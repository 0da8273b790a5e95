import type { RgbImage } from './rgb-image.js';

/** The image seen in a mirror: column x becomes column width - 1 - x. */
export function mirrorImage({ width, height, pixels }: RgbImage): RgbImage {
  const mirrored = new Uint8Array(pixels.length);
  for (let y = 0; y < height; y++) {
    let from = (y + 1) * width * 3 - 3;
    for (let to = y * width * 3; to < (y + 1) * width * 3; to += 3, from -= 3) {
      mirrored[to] = pixels[from];
      mirrored[to + 1] = pixels[from + 1];
      mirrored[to + 2] = pixels[from + 2];
    }
  }
  return { width, height, pixels: mirrored };
}
