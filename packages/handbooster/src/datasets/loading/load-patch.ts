import type { Box } from '../../geometry/camera.js';
import type { Augmentation } from '../crop/augmentation.js';
import { type CroppedSample, cropAndAugment } from '../crop/crop-and-augment.js';
import { decodeImage } from '../crop/decode-image.js';
import type { Sample } from '../sample.js';

/** What is needed to make a patch: part of a sample, and how to change it. */
export interface PatchTask {
  sample: Pick<Sample, 'image' | 'camera' | 'joints' | 'hand'>;
  size: number;
  augmentation: Augmentation;
  box: Box | null;
}

/** Reads a sample's picture and crops the hand out of it. */
export async function loadPatch({ sample, size, augmentation, box }: PatchTask): Promise<CroppedSample> {
  const { image, camera } = sample;
  // A left hand's picture is mirrored while it is sampled: cheaper than mirroring all of it first.
  const pixels = await decodeImage({ ...image, mirrored: false }, { expected: camera });
  return cropAndAugment(sample, pixels, { size, augmentation, box, mirrorPixels: image.mirrored });
}
