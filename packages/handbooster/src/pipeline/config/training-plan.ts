import { InputError } from '../../base/errors/input-error.js';
import { NETWORK_KINDS } from '../../reconstruction/networks/network-kinds.js';
import type { ReconstructionTrainingOptions } from '../../reconstruction/training/reconstruction-options.js';
import type { Config } from './config-schema.js';

/** The trainer's options of a configuration. */
export function trainingOptions({ train }: Config): Partial<ReconstructionTrainingOptions> {
  const { images, batch, learningRate, precision, device } = train;
  const { syntheticShare, syntheticDecay, syntheticEnd, mixing, syntheticWeight } = train;
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
    mixing,
    syntheticWeight,
    precision,
    device,
  };
}
