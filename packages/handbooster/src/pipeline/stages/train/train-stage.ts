import { loadHand } from '../../../hand/model/hand-by-name.js';
import { trainingPatches } from '../../../reconstruction/patches/training-patches.js';
import type { Config } from '../../config/config-schema.js';
import { CapturedData } from '../../outputs/captured-data.js';
import { keptConditions } from '../../outputs/verdicts.js';
import type { Stage } from '../../run/stage.js';
import { trainNetwork } from './train-network.js';

/** Trains the same network on real and kept synthetic images: as many steps as the baseline. */
export const trainStage: Stage<Config> = {
  name: 'train',
  version: 2,
  inputs: ['capture', 'conditions', 'synthesise', 'filter'],
  settings: ({ train, hand, threads, denoiser }) => ({ train, hand, threads, imageSize: denoiser.imageSize }),
  async run(context) {
    const { config, inputs } = context;
    const hand = loadHand(config);
    const captured = CapturedData.open(inputs.capture);
    const train = await captured.split(hand, captured.note.train);
    const kept = keptConditions(inputs.conditions, inputs.filter);
    const { imageSize: size, augmentation: augment } = config.train;
    const { imageSize } = config.denoiser;
    const generated = { folder: inputs.synthesise, conditions: kept, imageSize };
    const patches = trainingPatches({ real: train, generated, size, augment, workers: context.workers });
    try {
      const result = await trainNetwork(context, hand, 'train', captured, patches.real, patches.generated);
      return { ...result, real: train.length, synthetic: kept.length };
    } finally {
      await patches.close();
    }
  },
};
