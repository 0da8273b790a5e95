import { RealSplit } from '../../../datasets/real/real-split.js';
import type { HandModel } from '../../../hand/model/hand-model.js';
import type { CapturedData } from '../../outputs/captured-data.js';

/** Reads the labels of the training split, and of those that are held out where they are somebody else's. */
export async function readEverySplit(
  captured: CapturedData,
  hand: HandModel,
): Promise<{ images: number; subjects: number }> {
  const { kind, train, validation, tests } = captured.note;
  const read = async (split: string) =>
    RealSplit.of(await captured.samples(hand, split), `${captured.root}: split ${split}`);
  const { samples } = await read(train);
  // What is held out is small and read now, so that a run does not end for want of it.
  if (kind !== undefined) for (const split of [validation, ...tests]) await read(split);
  return { images: samples.length, subjects: new Set(samples.map(({ subject }) => subject)).size };
}
