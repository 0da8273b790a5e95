import type { Random } from '@handbooster/torch';

/** How a crop is changed: drawn once a picture and epoch. */
export interface Augmentation {
  /** Of the box: above 1 shows more around the hand, below 1 zooms in. */
  scale: number;
  /** Radians; picture and labels turn by its negative about the optical axis. */
  rotation: number;
  /** Gain of red, green and blue. */
  color: readonly [number, number, number];
}

/** No change. */
export const NO_AUGMENTATION: Augmentation = { scale: 1, rotation: 0, color: [1, 1, 1] };

/** Ranges of {@link drawAugmentation}; the defaults are those of the published baselines. */
export interface AugmentationOptions {
  /** scale = 1 + scaleFactor x N(0, 1), the normal number clipped to `scaleClip`. */
  scaleFactor: number;
  scaleClip: readonly [number, number];
  /** Radians a unit of a normal number clipped to +-2. */
  rotationFactor: number;
  rotationProbability: number;
  /** Gains are uniform on 1 +- this. */
  colorFactor: number;
}

export const AUGMENTATION_DEFAULTS: AugmentationOptions = {
  scaleFactor: 0.25,
  scaleClip: [-1, 1],
  rotationFactor: Math.PI / 6,
  rotationProbability: 0.6,
  colorFactor: 0.2,
};

/**
 * For generated pictures, which end where their tile ends: only zooms in, so that nothing outside of it
 * shows.
 */
export const GENERATED_AUGMENTATION: AugmentationOptions = { ...AUGMENTATION_DEFAULTS, scaleClip: [-1, 0] };

/** For the pictures that the diffusion model learns from: never zooms in, keeps colours. */
export const DIFFUSION_AUGMENTATION: AugmentationOptions = {
  ...AUGMENTATION_DEFAULTS,
  scaleClip: [0, 1],
  colorFactor: 0,
};

/** Draws an augmentation; always takes the same count of numbers from `random`. */
export function drawAugmentation(random: Random, options: Partial<AugmentationOptions> = {}): Augmentation {
  const { scaleFactor, scaleClip, rotationFactor, rotationProbability, colorFactor } = {
    ...AUGMENTATION_DEFAULTS,
    ...options,
  };
  const clipped = (low: number, high: number) => Math.min(high, Math.max(low, random.normal()));
  const scale = 1 + scaleFactor * clipped(scaleClip[0], scaleClip[1]);
  const turn = rotationFactor * clipped(-2, 2);
  const rotation = random.uniform() < rotationProbability ? turn : 0;
  const gain = () => random.uniform(1 - colorFactor, 1 + colorFactor);
  return { scale, rotation, color: [gain(), gain(), gain()] };
}
