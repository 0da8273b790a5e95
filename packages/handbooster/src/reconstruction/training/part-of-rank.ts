import type { distributed } from '@handbooster/torch';
import type { Draw } from './batch-order.js';

/**
 * This rank's items of a batch: each rank has as many, and of real and synthetic ones as many as the others
 * or one more.
 *
 * A rank's loss is the mean of its own part, in which a synthetic item counts `syntheticWeight`. The mean of
 * the ranks' losses is that of the whole batch once each is multiplied by what its part counts.
 */
export function partOfRank(
  draws: readonly Draw[],
  { rank, size }: Pick<distributed.DataParallel, 'rank' | 'size'>,
  syntheticWeight: number,
): { draws: Draw[]; weight: number } {
  if (size === 1) return { draws: [...draws], weight: 1 };
  const ordered = [false, true].flatMap((kind) => draws.filter(({ synthetic }) => synthetic === kind));
  const part = ordered.filter((_, place) => place % size === rank);
  const isMixed = ordered[0].synthetic !== ordered[ordered.length - 1].synthetic;
  const counts = (items: readonly Draw[]) =>
    items.reduce((sum, { synthetic }) => sum + (synthetic && isMixed ? syntheticWeight : 1), 0);
  return { draws: part, weight: (size * counts(part)) / counts(ordered) };
}
