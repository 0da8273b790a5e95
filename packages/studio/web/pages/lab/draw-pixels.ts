import type { LabPiece } from '../../../src/api/lab.js';

/** Bytes (size, size, 3) of an image on its way. */
export function bytesOf({ pixels }: LabPiece): Uint8Array {
  return Uint8Array.from(atob(pixels), (letter) => letter.charCodeAt(0));
}

/** Draws (size, size, 3) bytes onto a canvas of as many pixels. */
export function drawPixels(canvas: HTMLCanvasElement, pixels: ArrayLike<number>, size: number): void {
  if (canvas.width !== size || canvas.height !== size) Object.assign(canvas, { width: size, height: size });
  const image = new ImageData(size, size);
  for (let from = 0, to = 0; from < pixels.length; from += 3, to += 4) {
    image.data[to] = pixels[from];
    image.data[to + 1] = pixels[from + 1];
    image.data[to + 2] = pixels[from + 2];
    image.data[to + 3] = 255;
  }
  canvas.getContext('2d')?.putImageData(image, 0, 0);
}
