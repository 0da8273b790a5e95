import type { Random } from '@handbooster/torch';
import {
  AUGMENTATION_DEFAULTS,
  cropAndAugment,
  drawAugmentation,
  GENERATED_AUGMENTATION,
  NO_AUGMENTATION,
} from '../datasets/index.js';
import type { Patch, PatchSource } from '../reconstruction/index.js';
import type { StoredCondition } from './condition-files.js';
import { patchCamera } from './condition-images.js';
import { readImage } from './image-files.js';
import type { RealSet } from './real-set.js';

/**
 * Real crops. They are first cropped at the size of the generated images and then taken to the network's, so that
 * sharpness does not tell real from generated ones; the two sizes are equal unless a configuration says otherwise.
 */
export function realPatches(real: RealSet, size: number): PatchSource {
  return {
    count: real.length,
    async patch(index, random): Promise<Patch> {
      const { sample, image } = await real.frame(index);
      const augmentation =
        random === null ? NO_AUGMENTATION : drawAugmentation(random, AUGMENTATION_DEFAULTS);
      return cropAndAugment(sample, image, { size, augmentation });
    },
  };
}

/** Generated crops, whose picture ends where the crop does: augmentation only zooms in, so that nothing outside shows. */
export function syntheticPatches(
  folder: string,
  conditions: readonly StoredCondition[],
  imageSize: number,
  size: number,
): PatchSource {
  const images = new Map<number, Promise<Uint8Array>>();
  return {
    count: conditions.length,
    async patch(index, random: Random | null): Promise<Patch> {
      const condition = conditions[index];
      let pixels = images.get(index);
      if (pixels === undefined) {
        pixels = readImage(folder, condition.id);
        images.set(index, pixels);
      }
      const augmentation =
        random === null ? NO_AUGMENTATION : drawAugmentation(random, GENERATED_AUGMENTATION);
      const tile = { width: imageSize, height: imageSize, pixels: await pixels };
      const label = { ...condition, camera: patchCamera(condition.camera, condition.box, imageSize) };
      return cropAndAugment(label, tile, { size, augmentation, box: [0, 0, imageSize, imageSize] });
    },
  };
}
