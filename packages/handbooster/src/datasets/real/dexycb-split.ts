import type { HandModel } from '../../hand/model/hand-model.js';
import { dexYcbSamples } from './dexycb-samples.js';
import { RealSplit } from './real-split.js';

/**
 * A split of a capture in DexYCB's layout, right hands alone.
 * @throws InputError when no sample is usable.
 */
export async function dexYcbSplit(
  root: string,
  hand: HandModel,
  setup: string,
  split: string,
): Promise<RealSplit> {
  const samples = await dexYcbSamples(root, { right: hand }, setup, split);
  return RealSplit.of(samples, `${root}: split ${setup}/${split}`);
}
