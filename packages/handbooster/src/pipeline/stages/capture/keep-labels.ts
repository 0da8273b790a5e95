import { realSamples } from '../../../datasets/real/real-samples.js';
import { RealSplit } from '../../../datasets/real/real-split.js';
import type { Sample } from '../../../datasets/sample/sample.js';
import type { HandModel } from '../../../hand/model/hand-model.js';
import type { CapturedData } from '../../outputs/captured-data.js';
import { type SplitSample, writeLabels } from '../../outputs/labels.js';

/**
 * Reads the labels of every split, and keeps them in one file for the other stages.
 *
 * @param readable of a split's samples, those whose pictures can be used; only they are kept.
 * @returns counts of the training split
 * @throws {InputError} when a split has no usable sample: now, so that a run does not end for want of it
 */
export async function keepLabels(
  captured: Pick<CapturedData, 'note' | 'root'>,
  folder: string,
  hand: HandModel,
  readable: (samples: readonly Sample[], where: string) => Promise<readonly Sample[]> = async (samples) =>
    samples,
): Promise<{ images: number; subjects: number }> {
  const { note, root } = captured;
  const counts = { images: 0, subjects: 0 };
  async function* everySplit(): AsyncGenerator<SplitSample> {
    for (const split of [note.train, note.validation, ...note.tests]) {
      const where = `${root}: split ${split}`;
      const samples = await readable(await realSamples(note, root, hand, split), where);
      const usable = RealSplit.of(samples, where).samples;
      if (split === note.train) {
        counts.images = usable.length;
        counts.subjects = new Set(usable.map(({ subject }) => subject)).size;
      }
      for (const sample of samples) yield { split, sample };
    }
  }
  await writeLabels(folder, root, everySplit());
  return counts;
}
