import { join } from 'node:path';
import { Interrupted } from '../../../base/errors/interrupted.js';
import { handErrors } from '../../../evaluation/metrics/hand-metrics.js';
import type { HandModel } from '../../../hand/model/hand-model.js';
import type { ReconstructionNetwork } from '../../../reconstruction/networks/reconstruction-network.js';
import { NO_PATCHES, type PatchSource } from '../../../reconstruction/patches/patch-source.js';
import { realPatches } from '../../../reconstruction/patches/training-patches.js';
import { predictions } from '../../../reconstruction/prediction/predict-patches.js';
import { trainReconstruction } from '../../../reconstruction/training/train-reconstruction.js';
import { createNetwork, saveNetwork } from '../../../reconstruction/weights/network-file.js';
import type { Config } from '../../config/config-schema.js';
import { trainingOptions } from '../../config/training-plan.js';
import type { CapturedData } from '../../outputs/captured-data.js';
import { LAST_NETWORK_FILE, NETWORK_FILE } from '../../outputs/trained-network.js';
import type { StageContext } from '../../run/stage.js';

/** Real pictures a look at held-out ones takes at most, spread evenly over their set. */
const LOOK_AT = 512;

/** What a training leaves for the manifest. */
export interface NetworkTraining {
  steps: number;
  finalLoss: number;
  selection: string;
  /** Step and score of the weights that were taken; the last step where none were chosen. */
  chosenStep: number;
  chosenScore: number | null;
}

/** Trains the configuration's reconstruction network and leaves its weights in the stage's folder. */
export async function trainNetwork(
  { config, seed, folder, progress, signal }: StageContext<Config>,
  hand: HandModel,
  name: string,
  captured: CapturedData,
  real: PatchSource,
  synthetic: PatchSource = NO_PATCHES,
): Promise<NetworkTraining> {
  const { network: kind, images, batch, imageSize, selection, looks } = config.train;
  const network: ReconstructionNetwork = createNetwork(kind, hand, imageSize, seed);
  const task = progress.begin(name, images, 'images');
  const all = Math.ceil(images / batch);
  const heldOut = await selectionSet(config, hand, captured);
  let finalLoss = Number.NaN;
  let steps = 0;
  let chosen = { step: all, score: null as number | null };
  try {
    const finished = await trainReconstruction({
      network,
      hand,
      real,
      synthetic,
      options: { ...trainingOptions(config), seed },
      folder,
      signal,
      validation:
        heldOut === null
          ? undefined
          : {
              every: Math.max(1, Math.ceil(all / Math.max(1, looks))),
              look: async (current) => {
                const errors = await errorsOf(current, hand, heldOut);
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
    saveNetwork(join(folder, NETWORK_FILE), kind, network, hand);
    return { steps, finalLoss, selection, chosenStep: chosen.step, chosenScore: chosen.score };
  } finally {
    network.dispose();
  }
}

/** What the best weights are chosen by; null where the last ones are taken. */
async function selectionSet(
  config: Config,
  hand: HandModel,
  captured: CapturedData,
): Promise<PatchSource | null> {
  const { selection, imageSize } = config.train;
  if (selection === 'last') return null;
  const split = selection === 'val' ? captured.note.validation : captured.note.tests[0];
  const source = realPatches(await captured.split(hand, split), imageSize);
  const count = Math.min(LOOK_AT, source.count);
  return {
    count,
    patch: (index) => source.patch(Math.floor((index * source.count) / count), null),
  };
}

/** The four errors in millimetres and their sum, by which the release chooses. */
async function errorsOf(network: ReconstructionNetwork, hand: HandModel, source: PatchSource) {
  const sums = { jointError: 0, vertexError: 0, alignedJointError: 0, alignedVertexError: 0 };
  const names = Object.keys(sums) as (keyof typeof sums)[];
  for await (const { predicted, truth } of predictions(network, hand, source)) {
    const errors = handErrors(predicted, truth);
    for (const name of names) sums[name] += errors[name] / source.count;
  }
  return { ...sums, score: names.reduce((sum, name) => sum + sums[name], 0) };
}
