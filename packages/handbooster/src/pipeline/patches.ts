import type { Random } from '@handbooster/torch';
import {
  cropAndAugment,
  GENERATED_AUGMENTATION,
  NO_AUGMENTATION,
  sampleBox,
  wholeImageBox,
} from '../datasets/index.js';
import type { Patch, PatchSource } from '../reconstruction/index.js';
import type { StoredCondition } from './condition-files.js';
import { patchCamera } from './condition-images.js';
import { readImage } from './image-files.js';
import { type AugmentationName, drawPatchAugmentation } from './patch-augmentation.js';
import type { RealSet } from './real-set.js';

/**
 * Real crops. They are first cropped at the size of the generated images and then taken to the network's, so that
 * sharpness does not tell real from generated ones; the two sizes are equal unless a configuration says otherwise.
 */
export function realPatches(
  real: RealSet,
  size: number,
  augment: AugmentationName = 'published',
): PatchSource {
  return {
    count: real.length,
    labels: real.samples.map(({ hand }) => hand),
    async patch(index, random): Promise<Patch> {
      const { sample, image } = await real.frame(index);
      if (random === null) return cropAndAugment(sample, image, { size, augmentation: NO_AUGMENTATION });
      const { width, height } = sample.camera;
      const whole = sampleBox(sample) ?? wholeImageBox(width, height);
      const { crop, box, paint } = drawPatchAugmentation(augment, random, whole, true);
      const patch = cropAndAugment(sample, image, { size, augmentation: crop, box });
      paint(patch.image, size);
      return patch;
    },
  };
}

/** Generated crops, whose picture ends where the crop does: augmentation only zooms in, so that nothing outside shows. */
export function syntheticPatches(
  folder: string,
  conditions: readonly StoredCondition[],
  imageSize: number,
  size: number,
  augment: AugmentationName = 'published',
): PatchSource {
  const images = new Map<number, Promise<Uint8Array>>();
  const tileBox = [0, 0, imageSize, imageSize] as const;
  return {
    count: conditions.length,
    labels: conditions.map(({ hand }) => hand),
    async patch(index, random: Random | null): Promise<Patch> {
      const condition = conditions[index];
      let pixels = images.get(index);
      if (pixels === undefined) {
        pixels = readImage(folder, condition.id);
        images.set(index, pixels);
      }
      const tile = { width: imageSize, height: imageSize, pixels: await pixels };
      const label = { ...condition, camera: patchCamera(condition.camera, condition.box, imageSize) };
      if (random === null) {
        return cropAndAugment(label, tile, { size, augmentation: NO_AUGMENTATION, box: tileBox });
      }
      const { crop, box, paint } = drawPatchAugmentation(
        augment,
        random,
        tileBox,
        false,
        GENERATED_AUGMENTATION,
      );
      const patch = cropAndAugment(label, tile, { size, augmentation: crop, box });
      paint(patch.image, size);
      return patch;
    },
  };
}
