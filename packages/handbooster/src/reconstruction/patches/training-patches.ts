import type { Random } from '@handbooster/torch';
import type { StoredCondition } from '../../conditions/creation/condition-files.js';
import { NO_AUGMENTATION } from '../../datasets/crop/augmentation.js';
import { cropAndAugment, sampleBox } from '../../datasets/crop/crop-and-augment.js';
import { cropCamera } from '../../datasets/crop/crop-camera.js';
import { paintPatch } from '../../datasets/crop/paint.js';
import { wholeImageBox } from '../../datasets/crop/square-box.js';
import type { PatchChange } from '../../datasets/loading/load-patch.js';
import { type LoadableSample, PatchLoader } from '../../datasets/loading/patch-loader.js';
import type { RealSplit } from '../../datasets/real/real-split.js';
import type { Box } from '../../geometry/camera.js';
import { imagePath } from '../../synthesis/generated-images.js';
import {
  type AugmentationName,
  drawGeneratedAugmentation,
  drawPatchAugmentation,
  reachOf,
} from './patch-augmentation.js';
import type { Patch, PatchSource } from './patch-source.js';

/** Decoded pictures of a training are kept up to this many bytes. */
const CACHE_BYTES = 2 ** 31;

/** More threads than this have nothing left to do: one makes hundreds of patches a second. */
const MOST_THREADS = 8;

const boxOf = (sample: LoadableSample): Box =>
  sampleBox(sample) ?? wholeImageBox(sample.camera.width, sample.camera.height);

/** How a real picture's crop is changed; as it is without random numbers. */
function realChange(sample: LoadableSample, random: Random | null, augment: AugmentationName): PatchChange {
  const box = boxOf(sample);
  if (random === null) return { augmentation: NO_AUGMENTATION, box, paint: null };
  return drawPatchAugmentation(augment, random, box);
}

/** Real crops, made on the calling thread. */
export function realPatches(
  real: RealSplit,
  size: number,
  augment: AugmentationName = 'published',
): PatchSource {
  return {
    count: real.length,
    labels: real.samples.map(({ hand }) => hand),
    async patch(index, random): Promise<Patch> {
      const { sample, image } = await real.frame(index);
      const { augmentation, box, paint } = realChange(sample, random, augment);
      const patch = cropAndAugment(sample, image, { size, augmentation, box });
      if (paint !== null) paintPatch(patch.image, size, paint);
      return patch;
    },
  };
}

export interface TrainingPatchesInput {
  real: RealSplit;
  /** Generated pictures with their conditions; none for a training on real ones alone. */
  generated?: { folder: string; conditions: readonly StoredCondition[]; imageSize: number };
  /** Side of the network's input. */
  size: number;
  augment: AugmentationName;
  /**
   * Threads that may be used in all: one is the training's own, the others decode and crop. No patch depends
   * on it.
   */
  workers: number;
}

/** The crops of a training, made ahead by threads of their own. */
export interface TrainingPatches {
  real: PatchSource;
  generated: PatchSource;
  /** Ends the threads. */
  close(): Promise<void>;
}

/**
 * Crops of real pictures, cropped at the size of the network, and of generated ones. A generated picture ends
 * where its crop does: its augmentation only zooms in, so that nothing outside shows.
 *
 * Each picture is decoded once, and of it only what augmentation can show is kept.
 */
export function trainingPatches({
  real,
  generated = { folder: '', conditions: [], imageSize: 0 },
  size,
  augment,
  workers,
}: TrainingPatchesInput): TrainingPatches {
  const { conditions, folder, imageSize } = generated;
  const tile: Box = [0, 0, imageSize, imageSize];
  const samples: LoadableSample[] = [
    ...real.samples,
    ...conditions.map(({ id, camera, box, joints, hand }) => ({
      image: { path: imagePath(folder, id), mirrored: false },
      camera: cropCamera(camera, box, imageSize),
      joints,
      hand,
    })),
  ];
  const loader = new PatchLoader(samples, {
    size,
    draw(index, random) {
      if (index < real.length) return realChange(samples[index], random, augment);
      if (random === null) return { augmentation: NO_AUGMENTATION, box: tile, paint: null };
      return drawGeneratedAugmentation(augment, random, tile);
    },
    reach: (index) => (index < real.length ? reachOf(augment, boxOf(samples[index])) : null),
    workers: Math.min(MOST_THREADS, workers - 1),
    cacheBytes: CACHE_BYTES,
  });
  const source = (first: number, count: number): PatchSource => ({
    count,
    labels: samples.slice(first, first + count).map(({ hand }) => hand),
    patch: (index, random) => loader.patch(first + index, random),
  });
  return {
    real: source(0, real.length),
    generated: source(real.length, conditions.length),
    close: () => loader.close(),
  };
}
