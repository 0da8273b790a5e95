/** How a reconstruction network is trained. */
export interface ReconstructionTrainingOptions {
  /** Images to go through. */
  images: number;
  /** Images a step. */
  batch: number;
  /** Adam's rate at its top; warmed up, then falling to zero along a cosine. */
  learningRate: number;
  /** Share of the images that the rate rises for. */
  warmUp: number;
  /** Gradient norm above which gradients are scaled down. */
  clip: number;
  /**
   * Share of synthetic images in each batch, where there are any: with 0.5 and a batch of 32, 16 real and 16 synthetic
   * ones. The number of images is that of training on real ones alone, so neither side sees more steps.
   */
  syntheticShare: number;
  seed: number;
  /** Steps between checkpoints. */
  checkpointEvery: number;
}

export const RECONSTRUCTION_TRAINING_DEFAULTS: ReconstructionTrainingOptions = {
  images: 20_000,
  batch: 32,
  learningRate: 1e-3,
  warmUp: 0.05,
  clip: 1,
  syntheticShare: 0.5,
  seed: 1,
  checkpointEvery: 200,
};
