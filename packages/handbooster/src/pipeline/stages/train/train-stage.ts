import { runStage } from '../../run/run-stage.js';
import { trainNetwork } from './train-network.js';

/** Trains the same network on real and kept synthetic images: as many steps as the baseline. */
export const trainStage = runStage({
  name: 'train',
  version: 3,
  inputs: ['capture', 'conditions', 'synthesise', 'filter'],
  onRanks: true,
  settings: ({ train, hand, threads, denoiser }) => ({ train, hand, threads, imageSize: denoiser.imageSize }),
  async run(context) {
    const { config, inputs, run } = context;
    const conditions = await run.keptConditions();
    const { imageSize } = config.denoiser;
    const generated = { folder: inputs.synthesise, conditions, imageSize };
    return { ...(await trainNetwork(context, 'train', generated)), synthetic: conditions.length };
  },
});
