import { InputError } from '../../base/errors/input-error.js';
import { NETWORK_KINDS } from '../../reconstruction/networks/network-kinds.js';
import type { ReconstructionTrainingOptions } from '../../reconstruction/training/reconstruction-options.js';
import type { Config } from './config-schema.js';
import { runDevice } from './run-device.js';

/** The trainer's options of a configuration. */
export function trainingOptions(config: Config): Partial<ReconstructionTrainingOptions> {
  const { train } = config;
  const { images, batch, learningRate, precision } = train;
  const { syntheticShare, syntheticDecay, syntheticEnd, syntheticTerms, mixing, syntheticWeight } = train;
  const published = train.schedule === 'published' ? NETWORK_KINDS[train.network].published : null;
  const schedule = train.schedule === 'published' ? (published?.schedule ?? 'cosine') : train.schedule;
  const clip = train.clip ?? published?.clip ?? 1;
  if (mixing === 'epoch' && (syntheticDecay !== 'constant' || syntheticEnd < 1)) {
    throw new InputError(
      'train.mixing: epoch keeps one share to the end; expected `batch` with train.syntheticDecay or train.syntheticEnd',
    );
  }
  return {
    images,
    batch,
    learningRate,
    schedule,
    clip,
    syntheticShare,
    syntheticDecay,
    syntheticEnd,
    syntheticTerms,
    mixing,
    syntheticWeight,
    precision,
    device: train.device === 'cpu' ? runDevice(config) : train.device,
  };
}

/**
 * Images of the boosted training: as many as of the one on real images, or so many that as many real ones are
 * among them.
 */
export function boostedImages({ train }: Pick<Config, 'train'>): number {
  const { images, syntheticShare, syntheticDecay, syntheticEnd, budget } = train;
  if (budget === 'steps') return images;
  const share = syntheticShare * syntheticEnd * (syntheticDecay === 'linear' ? 0.5 : 1);
  return Math.round(images / (1 - share));
}
