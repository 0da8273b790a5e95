import { join } from 'node:path';
import { Interrupted } from '../../../base/errors/interrupted.js';
import {
  type TrainingPatchesInput,
  trainingPatches,
} from '../../../reconstruction/patches/training-patches.js';
import { trainReconstruction } from '../../../reconstruction/training/train-reconstruction.js';
import { createNetwork, saveNetwork } from '../../../reconstruction/weights/network-file.js';
import { boostedImages, trainingOptions } from '../../config/training-plan.js';
import { LAST_NETWORK_FILE, NETWORK_FILE } from '../../outputs/trained-network.js';
import { openRanks } from '../../run/open-ranks.js';
import type { RunStageContext } from '../../run/run-stage.js';
import type { StageSummary } from '../../run/stage.js';
import { selectionErrors, selectionPatches } from './selection-patches.js';

/** What a training leaves for the manifest. */
export interface NetworkTraining extends StageSummary {
  steps: number;
  finalLoss: number;
  selection: string;
  /** Step and score of the weights that were taken; the last step where none were chosen. */
  chosenStep: number;
  chosenScore: number | null;
  /** Real training samples. */
  real: number;
}

/**
 * Trains the configuration's reconstruction network and leaves its weights in the stage's folder; with the
 * other ranks where this process is one of several.
 *
 * @param name of the task
 * @param generated images that are mixed in
 * @throws Interrupted when stopped
 * @throws DistributedError when a rank is not heard of any more
 */
export async function trainNetwork(
  { config, seed, workers, folder, run, progress, signal }: RunStageContext<'capture'>,
  name: string,
  generated?: TrainingPatchesInput['generated'],
): Promise<NetworkTraining> {
  const { network: kind, batch, imageSize: size, selection, looks, augmentation } = config.train;
  const images = generated === undefined ? config.train.images : boostedImages(config);
  const { hand } = run;
  const all = Math.ceil(images / batch);
  const train = await run.trainingSplit();
  const options = trainingOptions(config);
  const { group, rank, device } = await openRanks(options.device ?? 'cpu', {
    key: 'train.batch',
    size: batch,
  });
  // The first rank looks at held-out pictures, the others wait.
  const heldOut = rank === 0 ? await selectionPatches(run) : null;
  const network = createNetwork(kind, hand, size, seed);
  const patches = trainingPatches({ real: train, generated, size, augment: augmentation, workers });
  const task = progress.begin(name, images, 'images');
  let finalLoss = Number.NaN;
  let steps = 0;
  let chosen = { step: all, score: null as number | null };
  try {
    const finished = await trainReconstruction({
      network,
      hand,
      real: patches.real,
      synthetic: patches.generated,
      options: { ...options, device, images, seed },
      folder,
      group,
      signal,
      validation:
        heldOut === null
          ? undefined
          : {
              every: Math.max(1, Math.ceil(all / Math.max(1, looks))),
              look: async (current) => {
                const errors = await selectionErrors(current, hand, heldOut);
                if (steps === all) saveNetwork(join(folder, LAST_NETWORK_FILE), kind, current, hand);
                return errors;
              },
            },
      onBest: (step, score) => {
        chosen = { step, score };
      },
      onStep: (step, _, loss) => {
        // A resumed training begins past the first step: what lies before was done by another run.
        if (step - steps > 1) task.advance((step - steps - 1) * batch, true);
        task.advance(batch);
        steps = step;
        finalLoss = loss;
        task.note(`loss ${loss.toPrecision(3)}`);
      },
    });
    if (!finished) throw new Interrupted('stopped on request; the same command goes on from there');
    task.end();
    if (rank === 0) saveNetwork(join(folder, NETWORK_FILE), kind, network, hand);
    const { step: chosenStep, score: chosenScore } = chosen;
    return { steps, finalLoss, selection, chosenStep, chosenScore, real: train.length };
  } finally {
    group?.close();
    network.dispose();
    await patches.close();
  }
}
