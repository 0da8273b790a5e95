import { distributed } from '@handbooster/torch';
import { InputError } from '../../base/errors/input-error.js';

/**
 * Seconds that ranks wait for each other. The first one looks at held-out pictures and draws sheets while the
 * others wait.
 */
const RANK_TIMEOUT = 900;

/** This process among those that train together. */
export interface Ranks {
  /** Null where it is alone. */
  group: distributed.ProcessGroup | null;
  rank: number;
  /** Where it has its tensors: a GPU a rank, where the configuration names no single one. */
  device: string;
}

/**
 * Meets the other ranks that torchrun's variables tell of.
 *
 * @param batch images a step of all ranks, which must share them out evenly
 * @throws DistributedError when not all ranks have come in time
 */
export async function openRanks(device: string, batch: { key: string; size: number }): Promise<Ranks> {
  const world = distributed.resolveWorld();
  if (world.size === 1) return { group: null, rank: 0, device };
  if (batch.size % world.size !== 0) {
    throw new InputError(
      `${batch.key}: ${batch.size} images a step cannot be shared out evenly among ${world.size} ranks; ` +
        `expected a multiple of ${world.size}`,
    );
  }
  return {
    group: await distributed.ProcessGroup.open(world, { timeout: RANK_TIMEOUT }),
    rank: world.rank,
    device: device === 'cuda' ? `cuda:${world.localRank}` : device,
  };
}
