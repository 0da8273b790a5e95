import type { Random } from '@handbooster/torch';
import {
  AUGMENTATION_DEFAULTS,
  type AugmentationOptions,
  drawAugmentation,
  GENERATED_AUGMENTATION,
} from '../../datasets/crop/augmentation.js';
import type { PatchChange } from '../../datasets/loading/load-patch.js';
import type { Box } from '../../geometry/camera.js';

/** How crops are changed in training, by name. */
export const AUGMENTATIONS = ['published', 'strong'] as const;
export type AugmentationName = (typeof AUGMENTATIONS)[number];

/**
 * Shift of the box as a share of its side, contrast and brightness, share of pictures that lose colour or get
 * patches.
 */
const SHIFT = 0.08;
const CONTRAST = 0.3;
const BRIGHTNESS = 0.12;
const GREY_SHARE = 0.1;
const PATCH_SHARE = 0.35;
const PATCH_SIDE = [0.15, 0.4] as const;

/**
 * Draws a change of a picture with more around its box. `published`: scale, turn and colour gains, as the
 * baselines are published. `strong`, ours: also a shift of the box, contrast, brightness, now and then grey,
 * and a rectangle of one colour over a part of the hand, for sets of few people and few grasps.
 */
export function drawPatchAugmentation(name: AugmentationName, random: Random, box: Box): PatchChange {
  return drawChange(name, random, box, SHIFT, AUGMENTATION_DEFAULTS);
}

/** Draws a change of a picture that ends where its box does: nothing outside of it is shown. */
export function drawGeneratedAugmentation(name: AugmentationName, random: Random, box: Box): PatchChange {
  return drawChange(name, random, box, 0, GENERATED_AUGMENTATION);
}

function drawChange(
  name: AugmentationName,
  random: Random,
  box: Box,
  shift: number,
  options: AugmentationOptions,
): PatchChange {
  const augmentation = drawAugmentation(random, options);
  if (name === 'published') return { augmentation, box, paint: null };
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
  const [across, down] = [random.uniform(...PATCH_SIDE), random.uniform(...PATCH_SIDE)];
  const rectangle = {
    width: across,
    height: down,
    x: random.uniform() * (1 - across),
    y: random.uniform() * (1 - down),
    color: [random.uniform(), random.uniform(), random.uniform()] as const,
  };
  const paint = { contrast, brightness, grey, rectangle: patched ? rectangle : null };
  return { augmentation, box: moved, paint };
}

/**
 * The part of a picture that changes of a box can show: the box turned by any angle, at the largest scale,
 * shifted.
 */
export function reachOf(name: AugmentationName, [x, y, width, height]: Box): Box {
  const scale = 1 + AUGMENTATION_DEFAULTS.scaleFactor * AUGMENTATION_DEFAULTS.scaleClip[1];
  const shift = name === 'strong' ? SHIFT : 0;
  const reach = scale * Math.SQRT1_2 + shift;
  const [reachX, reachY] = [reach * width, reach * height];
  return [x + width / 2 - reachX, y + height / 2 - reachY, 2 * reachX, 2 * reachY];
}
