import { CapturedData } from '../captured-data.js';
import type { Config } from '../config-schema.js';
import { loadHand } from '../load-hand.js';
import { realPatches } from '../patches.js';
import type { Stage } from '../stage.js';
import { trainNetwork } from '../train-network.js';

/** Trains the reconstruction network on real images alone: the filter's judge, and the table's first row. */
export const baselineStage: Stage<Config> = {
  name: 'baseline',
  version: 2,
  inputs: ['capture'],
  settings: ({ train, hand, threads }) => ({ ...train, syntheticShare: 0, hand, threads }),
  async run(context) {
    const { config, inputs } = context;
    const hand = loadHand(config);
    const captured = CapturedData.open(inputs.capture);
    const train = await captured.split(hand, captured.note.train);
    const source = realPatches(train, config.train.imageSize, config.train.augmentation);
    const result = await trainNetwork(context, hand, 'baseline', captured, source);
    return { ...result, real: train.length };
  },
};
