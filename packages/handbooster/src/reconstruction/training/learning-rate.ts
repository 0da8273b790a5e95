import { optim } from '@handbooster/torch';
import type { NetworkName } from '../weights/network-file.js';

/**
 * `cosine`: risen over `warmUp` of the training, then falling to zero along a cosine. `constant`: as it is. Drops: times
 * `gamma` past each share of the training that is named.
 */
export type LearningRateSchedule = 'cosine' | 'constant' | { drops: readonly number[]; gamma: number };

/** What the rate is multiplied by at a step. */
export function learningRateAt(
  schedule: LearningRateSchedule,
  step: number,
  steps: number,
  warmUp: number,
): number {
  if (schedule === 'constant') return 1;
  if (schedule === 'cosine') return optim.warmupCosine(step, steps, Math.ceil(warmUp * steps));
  return schedule.gamma ** schedule.drops.filter((share) => step >= share * steps).length;
}

/** How a network is published to be trained. */
export interface PublishedTraining {
  learningRate: number;
  schedule: LearningRateSchedule;
  /** Gradient norm; 0 for none. */
  clip: number;
}

/** The release's settings on DexYCB, epochs as shares of a training: 50 epochs of HandOccNet, 76 of the others. */
export const PUBLISHED_TRAINING: Record<NetworkName, PublishedTraining | null> = {
  'mobrecon-s': null,
  mobrecon: { learningRate: 1e-3, schedule: { drops: [60 / 76], gamma: 0.1 }, clip: 0.1 },
  'mobrecon-ds': { learningRate: 1e-3, schedule: { drops: [60 / 76], gamma: 0.1 }, clip: 0.1 },
  h2onet: { learningRate: 1e-4, schedule: { drops: [60 / 76], gamma: 0.1 }, clip: 0 },
  handoccnet: {
    learningRate: 1e-4,
    schedule: { drops: Array.from({ length: 24 }, (_, i) => (2 * (i + 1)) / 50), gamma: 0.9 },
    clip: 0.1,
  },
};
