import type { LearningRateSchedule } from '../networks/network-kind.js';
import type { MixingKind, SyntheticDecay } from './batch-order.js';

/** How a reconstruction network is trained. */
export interface ReconstructionTrainingOptions {
  /** Images to go through. */
  images: number;
  /** Images a step. */
  batch: number;
  /** Adam's rate at its top. */
  learningRate: number;
  /** How the rate changes: see `learningRateAt`. */
  schedule: LearningRateSchedule;
  /** Share of the images that the rate rises for, with `cosine`. */
  warmUp: number;
  /** Gradient norm above which gradients are scaled down; 0 leaves them. */
  clip: number;
  /**
   * Share of synthetic images, where there are any: with 0.5 and a batch of 32, 16 real and 16 synthetic
   * ones. The number of images is that of training on real ones alone, so neither side sees more steps.
   */
  syntheticShare: number;
  /** Whether the share holds in every batch, or only over an epoch: see `BatchOrder`. */
  mixing: MixingKind;
  /**
   * How the share goes over the training, and the share of the training past which only real images are
   * shown.
   */
  syntheticDecay: SyntheticDecay;
  syntheticEnd: number;
  /** What a synthetic image counts in the loss; a real one counts 1. */
  syntheticWeight: number;
  /**
   * Of a synthetic image all terms of the loss, or those that say nothing of how fingers bend (MobRecon-S
   * only).
   */
  syntheticTerms: 'all' | 'wrist';
  /** `bfloat16`: the network runs under autocast; weights, losses and optimiser stay in float32. */
  precision: 'float32' | 'bfloat16';
  /** `cpu`, `cuda`, `cuda:1`, ... */
  device: string;
  seed: number;
  /** Steps between checkpoints. */
  checkpointEvery: number;
}

export const RECONSTRUCTION_TRAINING_DEFAULTS: ReconstructionTrainingOptions = {
  images: 20_000,
  batch: 32,
  learningRate: 1e-3,
  schedule: 'cosine',
  warmUp: 0.05,
  clip: 1,
  syntheticShare: 0.5,
  mixing: 'batch',
  syntheticDecay: 'constant',
  syntheticEnd: 1,
  syntheticWeight: 1,
  syntheticTerms: 'all',
  precision: 'float32',
  device: 'cpu',
  seed: 1,
  checkpointEvery: 200,
};
