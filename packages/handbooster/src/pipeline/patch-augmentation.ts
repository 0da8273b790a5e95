import type { Random } from '@handbooster/torch';
import {
  AUGMENTATION_DEFAULTS,
  type Augmentation,
  type AugmentationOptions,
  drawAugmentation,
} from '../datasets/index.js';
import type { Box } from '../geometry/camera.js';

/** How crops are changed in training, by name. */
export const AUGMENTATIONS = ['published', 'strong'] as const;
export type AugmentationName = (typeof AUGMENTATIONS)[number];

/** A change of a crop: of its place, and of the pixels cut out. */
export interface PatchAugmentation {
  crop: Augmentation;
  /** The box moved. */
  box: Box;
  /** Changes (3, S, S) in 0 ... 1 in place. */
  paint(image: Float32Array, size: number): void;
}

/** Shift of the box as a share of its side, contrast and brightness, share of pictures that lose colour or get patches. */
const SHIFT = 0.08;
const CONTRAST = 0.3;
const BRIGHTNESS = 0.12;
const GREY_SHARE = 0.1;
const PATCH_SHARE = 0.35;
const PATCH_SIDE = [0.15, 0.4] as const;

/**
 * Draws a change. `published`: scale, turn and colour gains, as the baselines are published. `strong`, ours: also a shift of
 * the box, contrast, brightness, now and then grey, and a rectangle of one colour over a part of the hand, for sets of few people and
 * few grasps. `movable`: whether there is picture outside of the box.
 */
export function drawPatchAugmentation(
  name: AugmentationName,
  random: Random,
  box: Box,
  movable: boolean,
  options: AugmentationOptions = AUGMENTATION_DEFAULTS,
): PatchAugmentation {
  const crop = drawAugmentation(random, options);
  if (name === 'published') return { crop, box, paint: () => {} };
  const shift = movable ? SHIFT : 0;
  const [x, y, width, height] = box;
  const moved: Box = [
    x + random.uniform(-shift, shift) * width,
    y + random.uniform(-shift, shift) * height,
    width,
    height,
  ];
  const contrast = random.uniform(1 - CONTRAST, 1 + CONTRAST);
  const brightness = random.uniform(-BRIGHTNESS, BRIGHTNESS);
  const grey = random.uniform() < GREY_SHARE ? random.uniform(0.5, 1) : 0;
  const patched = random.uniform() < PATCH_SHARE;
  const rectangle = {
    width: random.uniform(...PATCH_SIDE),
    height: random.uniform(...PATCH_SIDE),
    x: random.uniform(),
    y: random.uniform(),
    color: [random.uniform(), random.uniform(), random.uniform()],
  };
  const paint = (image: Float32Array, size: number) => {
    const count = size * size;
    for (let i = 0; i < count; i++) {
      const mean = (image[i] + image[count + i] + image[2 * count + i]) / 3;
      for (let k = 0; k < 3; k++) {
        const value = image[k * count + i] + grey * (mean - image[k * count + i]);
        image[k * count + i] = Math.min(1, Math.max(0, 0.5 + (value - 0.5) * contrast + brightness));
      }
    }
    if (!patched) return;
    const [left, top] = [rectangle.x * (1 - rectangle.width), rectangle.y * (1 - rectangle.height)];
    const [x0, x1] = [left, left + rectangle.width].map((value) => Math.round(value * size));
    const [y0, y1] = [top, top + rectangle.height].map((value) => Math.round(value * size));
    for (let k = 0; k < 3; k++) {
      for (let row = y0; row < y1; row++) {
        image.fill(rectangle.color[k], k * count + row * size + x0, k * count + row * size + x1);
      }
    }
  };
  return { crop, box: moved, paint };
}
