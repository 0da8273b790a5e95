import { handErrors } from '../../../evaluation/metrics/hand-metrics.js';
import type { HandModel } from '../../../hand/model/hand-model.js';
import type { ReconstructionNetwork } from '../../../reconstruction/networks/reconstruction-network.js';
import type { PatchSource } from '../../../reconstruction/patches/patch-source.js';
import { realPatches } from '../../../reconstruction/patches/training-patches.js';
import { keptPatches } from '../../../reconstruction/prediction/kept-patches.js';
import { predictions } from '../../../reconstruction/prediction/predict-patches.js';
import type { Run } from '../../run/open-run.js';

/** Real pictures a look at held-out ones takes at most, spread evenly over their set. */
const LOOK_AT = 512;

/** Fewer tell little. */
const LEAST_LOOK = 32;

/**
 * What the best weights are chosen by (`train.selection`); null where the last ones are taken. At most half
 * as many pictures as are learned from between two looks: in a short training of a large network looking
 * would take longer than learning.
 */
export async function selectionPatches(run: Run): Promise<PatchSource | null> {
  const { selection, imageSize, images, looks } = run.config.train;
  if (selection === 'last') return null;
  const { validation, tests } = run.captured.note;
  const source = realPatches(await run.split(selection === 'val' ? validation : tests[0]), imageSize);
  const most = Math.max(LEAST_LOOK, Math.floor(images / Math.max(1, looks) / 2));
  const count = Math.min(LOOK_AT, source.count, most);
  return keptPatches({
    count,
    patch: (index) => source.patch(Math.floor((index * source.count) / count), null),
  });
}

/** The four mean errors in millimetres and their sum, by which the release chooses. */
export async function selectionErrors(network: ReconstructionNetwork, hand: HandModel, source: PatchSource) {
  const sums = { jointError: 0, vertexError: 0, alignedJointError: 0, alignedVertexError: 0 };
  const names = Object.keys(sums) as (keyof typeof sums)[];
  for await (const { predicted, truth } of predictions(network, hand, source)) {
    const errors = handErrors(predicted, truth);
    for (const name of names) sums[name] += errors[name] / source.count;
  }
  return { ...sums, score: names.reduce((sum, name) => sum + sums[name], 0) };
}
