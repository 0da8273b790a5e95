import { mapConcurrently } from '../../../base/threads/map-concurrently.js';
import {
  type FrechetScores,
  frechetScores,
  inceptionFeatureNetwork,
  realCrops,
  reconstructionFeatureNetwork,
} from '../../../evaluation/frechet/frechet-scores.js';
import type { ReconstructionNetwork } from '../../../reconstruction/networks/reconstruction-network.js';
import { readImage } from '../../../synthesis/generated-images.js';
import { runDevice } from '../../config/run-device.js';
import type { RunStageContext } from '../../run/run-stage.js';

/**
 * How alike generated and real images are, by Inception's features where the user gave them, else by the
 * baseline's.
 */
export async function likeness(
  { config, inputs, run }: RunStageContext<'capture' | 'conditions' | 'synthesise' | 'filter'>,
  baseline: ReconstructionNetwork,
): Promise<FrechetScores> {
  const { inception, frechetImages } = config.evaluate;
  const size = config.denoiser.imageSize;
  const crops = async (split: string) => realCrops(await run.split(split), size, frechetImages);
  // The same picture in several sets is one object: read once, and gone through once.
  const pictures = new Map<string, Promise<Uint8Array>>();
  const picture = (id: string) => {
    const found = pictures.get(id) ?? readImage(inputs.synthesise, id);
    pictures.set(id, found);
    return found;
  };
  const generated = async (conditions: readonly { id: string }[]) => {
    const most = frechetImages === 0 ? conditions.length : frechetImages;
    return mapConcurrently(conditions.slice(0, most), 8, ({ id }) => picture(id));
  };
  const all = await run.conditions();
  const kept = new Set((await run.keptConditions()).map(({ id }) => id));
  const { train, validation } = run.captured.note;
  const sets = [
    { set: 'held-out real images', images: await crops(validation) },
    { set: 'generated images', images: await generated(all) },
    { set: 'kept of them', images: await generated(all.filter(({ id }) => kept.has(id))) },
    { set: 'dropped of them', images: await generated(all.filter(({ id }) => !kept.has(id))) },
  ];
  const network =
    inception === null
      ? reconstructionFeatureNetwork(baseline, `the baseline (${config.train.network})`)
      : inceptionFeatureNetwork(inception, runDevice(config));
  try {
    return await frechetScores(network, await crops(train), sets);
  } finally {
    network.dispose();
  }
}
