import type { ImageArray } from '../image-batch.js';

/** One labelled picture as the denoiser learns it. All images are `imageSize` x `imageSize`. */
export interface TrainingExample {
  /** The photo. */
  image: ImageArray;
  /** Condition maps by name; those the model does not use are ignored. */
  maps: Readonly<Record<string, ImageArray>>;
  /** Unit quaternion (w, x, y, z) of the hand's root. */
  orientation: ArrayLike<number>;
  /** (H, W) not zero where hand or object is, or null when all pixels count as such. */
  foreground: Uint8Array | null;
  /** The picture's look (`colourStyle`); null or absent where it cannot be told, or is not learned. */
  style?: Float32Array | null;
}

/** Examples by position. Loading runs ahead of the training by one batch. */
export interface DenoiserDataset {
  readonly length: number;
  load(index: number): TrainingExample | Promise<TrainingExample>;
}
