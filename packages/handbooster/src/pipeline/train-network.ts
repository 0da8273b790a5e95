import { join } from 'node:path';
import type { HandModel } from '../hand/index.js';
import {
  createNetwork,
  NO_PATCHES,
  type PatchSource,
  type ReconstructionNetwork,
  saveNetwork,
  trainReconstruction,
} from '../reconstruction/index.js';
import type { Config } from './config-schema.js';
import { Interrupted, type StageContext } from './stage.js';

export const NETWORK_FILE = 'network.safetensors';

/** Trains the configuration's reconstruction network and leaves its weights in the stage's folder. */
export async function trainNetwork(
  { config, seed, folder, progress, signal }: StageContext<Config>,
  hand: HandModel,
  name: string,
  real: PatchSource,
  synthetic: PatchSource = NO_PATCHES,
): Promise<{ steps: number; finalLoss: number }> {
  const { network: kind, images, batch, learningRate, syntheticShare, imageSize } = config.train;
  const network: ReconstructionNetwork = createNetwork(kind, hand, imageSize, seed);
  const task = progress.begin(name, images, 'images');
  let finalLoss = Number.NaN;
  let steps = 0;
  try {
    const finished = await trainReconstruction({
      network,
      hand,
      real,
      synthetic,
      options: { images, batch, learningRate, syntheticShare, seed },
      folder,
      signal,
      onStep: (step, _, loss) => {
        // A resumed training begins past the first step.
        task.advance((step - steps) * batch);
        steps = step;
        finalLoss = loss;
        task.note(`loss ${loss.toPrecision(3)}`);
      },
    });
    if (!finished) throw new Interrupted('stopped on request; the same command goes on from there');
    task.end();
    saveNetwork(join(folder, NETWORK_FILE), kind, network, hand);
    return { steps, finalLoss };
  } finally {
    network.dispose();
  }
}
