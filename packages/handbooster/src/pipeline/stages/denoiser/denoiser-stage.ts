import { join } from 'node:path';
import { distributed } from '@handbooster/torch';
import { SHIPPED } from '../../../synthesis/weights/shipped-denoiser.js';
import { DENOISER_FILE } from '../../outputs/trained-denoiser.js';
import { runStage } from '../../run/run-stage.js';
import { readyWeights, weightsHash } from '../../weights/ready-weights.js';
import { trainRunDenoiser } from './train-run-denoiser.js';
import { useReadyWeights } from './use-ready-weights.js';

/** Trains the conditional diffusion model on the real training split, or takes ready weights (Eq. 1-2). */
export const denoiserStage = runStage({
  name: 'denoiser',
  version: 2,
  inputs: ['capture'],
  onRanks: true,
  settings: ({ denoiser, conditions, hand, threads }) => ({
    denoiser,
    maps: conditions.maps,
    renderSize: conditions.renderSize,
    forearm: conditions.forearm,
    hand,
    threads,
    weights: weightsHash({ denoiser }),
  }),
  async run(context) {
    const { config, folder, run, progress } = context;
    const output = join(folder, DENOISER_FILE);
    const ready = readyWeights(config);
    if (ready !== null) {
      if (distributed.resolveWorld().rank > 0) return {};
      const { samples } = await run.trainingSplit();
      return { ...useReadyWeights(ready, output, config, samples, progress) };
    }
    if (config.denoiser.weights === SHIPPED) {
      progress.say('This copy of the package came without trained weights: the denoiser is trained now.');
    }
    return trainRunDenoiser(context, output);
  },
});
