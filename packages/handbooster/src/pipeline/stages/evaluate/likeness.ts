import { readConditions, type StoredCondition } from '../../../conditions/creation/condition-files.js';
import {
  type FrechetScores,
  frechetScores,
  inceptionFeatureNetwork,
  realCrops,
  reconstructionFeatureNetwork,
} from '../../../evaluation/frechet/frechet-scores.js';
import type { HandModel } from '../../../hand/model/hand-model.js';
import type { ReconstructionNetwork } from '../../../reconstruction/networks/reconstruction-network.js';
import { readImage } from '../../../synthesis/generated-images.js';
import type { Config } from '../../config/config-schema.js';
import type { CapturedData } from '../../outputs/captured-data.js';
import { keptConditions } from '../../outputs/verdicts.js';

/** How alike generated and real images are, by Inception's features where the user gave them, else by the baseline's. */
export async function likeness(
  config: Config,
  captured: CapturedData,
  hand: HandModel,
  inputs: Record<string, string>,
  baseline: ReconstructionNetwork,
): Promise<FrechetScores> {
  const { inception, frechetImages } = config.evaluate;
  const size = config.denoiser.imageSize;
  const crops = async (split: string) => realCrops(await captured.split(hand, split), size, frechetImages);
  const generated = async (conditions: readonly StoredCondition[]) => {
    const most = frechetImages === 0 ? conditions.length : frechetImages;
    return Promise.all(conditions.slice(0, most).map(({ id }) => readImage(inputs.synthesise, id)));
  };
  const all = readConditions(inputs.conditions);
  const kept = keptConditions(inputs.conditions, inputs.filter);
  const keptIds = new Set(kept.map(({ id }) => id));
  const sets = [
    { set: 'held-out real images', images: await crops(captured.note.validation) },
    { set: 'generated images', images: await generated(all) },
    { set: 'kept of them', images: await generated(kept) },
    { set: 'dropped of them', images: await generated(all.filter(({ id }) => !keptIds.has(id))) },
  ];
  const network =
    inception === null
      ? reconstructionFeatureNetwork(baseline, `the baseline (${config.train.network})`)
      : inceptionFeatureNetwork(inception);
  try {
    return await frechetScores(network, await crops(captured.note.train), sets);
  } finally {
    network.dispose();
  }
}
