import { CapturedData } from '../captured-data.js';
import type { Config } from '../config-schema.js';
import { loadHand } from '../load-hand.js';
import { realPatches, syntheticPatches } from '../patches.js';
import type { Stage } from '../stage.js';
import { trainNetwork } from '../train-network.js';
import { keptConditions } from './filter.js';

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
    const { imageSize } = config.train;
    const synthetic = syntheticPatches(
      inputs.synthesise,
      kept,
      config.denoiser.imageSize,
      imageSize,
      config.train.augmentation,
    );
    const source = realPatches(train, imageSize, config.train.augmentation);
    const result = await trainNetwork(context, hand, 'train', captured, source, synthetic);
    return { ...result, real: train.length, synthetic: kept.length };
  },
};
