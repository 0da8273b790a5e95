import { loadHand } from '../../../hand/model/hand-by-name.js';
import { trainingPatches } from '../../../reconstruction/patches/training-patches.js';
import type { Config } from '../../config/config-schema.js';
import { CapturedData } from '../../outputs/captured-data.js';
import type { Stage } from '../../run/stage.js';
import { trainNetwork } from './train-network.js';

/** Trains the reconstruction network on real images alone: the filter's judge, and the table's first row. */
export const baselineStage: Stage<Config> = {
  name: 'baseline',
  version: 2,
  inputs: ['capture'],
  settings({ train, hand, threads }) {
    // How generated images are mixed in is no matter here.
    const { syntheticShare, syntheticDecay, syntheticEnd, mixing, syntheticWeight, ...alone } = train;
    return { ...alone, hand, threads };
  },
  async run(context) {
    const { config, inputs } = context;
    const hand = loadHand(config);
    const captured = CapturedData.open(inputs.capture);
    const train = await captured.split(hand, captured.note.train);
    const { imageSize: size, augmentation: augment } = config.train;
    const patches = trainingPatches({ real: train, size, augment, workers: context.workers });
    try {
      const result = await trainNetwork(context, hand, 'baseline', captured, patches.real);
      return { ...result, real: train.length };
    } finally {
      await patches.close();
    }
  },
};
