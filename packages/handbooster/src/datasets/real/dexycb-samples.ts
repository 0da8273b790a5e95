import { mapConcurrently } from '../../base/threads/map-concurrently.js';
import type { HandModels } from '../../hand/model/hand-models.js';
import { readDexYcb } from '../dexycb/read-dexycb.js';
import type { Sample } from '../sample/sample.js';

const CONCURRENCY = 16;

/**
 * All samples of a split of a capture in DexYCB's layout; left hands only where a left hand model is given.
 */
export async function dexYcbSamples(
  root: string,
  hands: HandModels,
  setup: string,
  split: string,
): Promise<Sample[]> {
  const sides = (['right', 'left'] as const).filter((side) => hands[side] !== undefined);
  const reader = await readDexYcb(root, hands, { setup, split, sides });
  const positions = Array.from({ length: reader.length }, (_, i) => i);
  const loaded = await mapConcurrently(positions, CONCURRENCY, (position) => reader.load(position));
  return loaded.filter((sample) => sample !== null);
}
