import { type Affine, cropAffine } from '../../datasets/crop/affine.js';
import { warpAffine } from '../../datasets/crop/warp-affine.js';
import type { RgbImage } from '../../datasets/images/rgb-image.js';
import type { Box } from '../../geometry/camera.js';
import { type ShrunkPhoto, shrinkPhoto } from './shrink-photo.js';

/** A crop as the networks take it. */
export interface PhotoCrop {
  /** (3, size, size) RGB in 0 ... 1. */
  image: Float32Array;
  /** Pixels of the photo, mirrored for a left hand, to those of the crop. */
  map: Affine;
}

/**
 * A photo is averaged down first where a pixel of the crop covers more than this many of its pixels along a
 * side.
 */
const COARSEST = 1.5;

/**
 * The crop of a photo that a network sees: the box stretched to a square, as in training; for a left hand
 * mirrored, since the networks know right hands only. A box much larger than the crop is averaged down first,
 * as a sharp photo would flicker otherwise; at the resolution of the training data nothing is averaged.
 */
export function photoCrop(photo: RgbImage, box: Box, size: number, left: boolean): PhotoCrop {
  const [x, y, width, height] = box;
  const seen: Box = left ? [photo.width - 1 - x - width, y, width, height] : box;
  const map = cropAffine(seen, size);
  const factor = Math.max(1, Math.floor(Math.max(width, height) / size / COARSEST));
  const source = factor === 1 ? { image: photo, left: 0, top: 0, shift: 0 } : averaged(photo, box, factor);
  const { shift } = source;
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

/** The part of a photo around a box, shrunk. */
function averaged(photo: RgbImage, [x, y, width, height]: Box, factor: number): ShrunkPhoto {
  const margin = 2 * factor;
  return shrinkPhoto(photo, factor, {
    left: Math.min(photo.width - factor, Math.max(0, Math.floor(x) - margin)),
    top: Math.min(photo.height - factor, Math.max(0, Math.floor(y) - margin)),
    right: Math.min(photo.width, Math.ceil(x + width) + margin),
    bottom: Math.min(photo.height, Math.ceil(y + height) + margin),
  });
}
