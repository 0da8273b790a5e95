import { type Affine, cropAffine } from '../../datasets/crop/affine.js';
import type { RgbImage } from '../../datasets/crop/decode-image.js';
import { warpAffine } from '../../datasets/crop/warp-affine.js';
import type { Box } from '../../geometry/camera.js';

/** A crop as the networks take it. */
export interface PhotoCrop {
  /** (3, size, size) RGB in 0 ... 1. */
  image: Float32Array;
  /** Pixels of the photo, mirrored for a left hand, to those of the crop. */
  map: Affine;
}

/** A photo is averaged down first where a pixel of the crop covers more than this many of its pixels along a side. */
const COARSEST = 1.5;

/**
 * The crop of a photo that a network sees: the box stretched to a square, as in training; for a left hand mirrored, since
 * the networks know right hands only. A box much larger than the crop is averaged down first, as a sharp
 * photo would flicker otherwise; at the resolution of the training data nothing is averaged.
 */
export function photoCrop(photo: RgbImage, box: Box, size: number, left: boolean): PhotoCrop {
  const [x, y, width, height] = box;
  const seen: Box = left ? [photo.width - 1 - x - width, y, width, height] : box;
  const map = cropAffine(seen, size);
  const factor = Math.max(1, Math.floor(Math.max(width, height) / size / COARSEST));
  const source = factor === 1 ? { image: photo, left: 0, top: 0 } : averaged(photo, box, factor);
  // Pixel k of the averaged picture has its centre at factor k + (factor - 1) / 2 of the photo.
  const shift = (factor - 1) / 2;
  const own: Box = [
    (x - source.left - shift) / factor,
    (y - source.top - shift) / factor,
    width / factor,
    height / factor,
  ];
  const mirrored: Box = left ? [source.image.width - 1 - own[0] - own[2], own[1], own[2], own[3]] : own;
  const patch = warpAffine(source.image, cropAffine(mirrored, size), size, { mirror: left });
  const count = size * size;
  const image = new Float32Array(3 * count);
  for (let i = 0; i < count; i++) {
    for (let k = 0; k < 3; k++) image[k * count + i] = patch[3 * i + k] / 255;
  }
  return { image, map };
}

/** Means of blocks of factor x factor pixels of the part of a photo around a box. */
function averaged(
  photo: RgbImage,
  [x, y, width, height]: Box,
  factor: number,
): { image: RgbImage; left: number; top: number } {
  const margin = 2 * factor;
  const left = Math.max(0, Math.floor(x) - margin);
  const top = Math.max(0, Math.floor(y) - margin);
  const right = Math.min(photo.width, Math.ceil(x + width) + margin);
  const bottom = Math.min(photo.height, Math.ceil(y + height) + margin);
  const columns = Math.max(1, Math.floor((right - left) / factor));
  const rows = Math.max(1, Math.floor((bottom - top) / factor));
  const pixels = new Uint8Array(3 * columns * rows);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const sums = [0, 0, 0];
      for (let dy = 0; dy < factor; dy++) {
        const start = 3 * ((top + row * factor + dy) * photo.width + left + column * factor);
        for (let at = start; at < start + 3 * factor; at += 3) {
          for (let k = 0; k < 3; k++) sums[k] += photo.pixels[at + k];
        }
      }
      const out = 3 * (row * columns + column);
      for (let k = 0; k < 3; k++) pixels[out + k] = Math.round(sums[k] / (factor * factor));
    }
  }
  return { image: { width: columns, height: rows, pixels }, left, top };
}
