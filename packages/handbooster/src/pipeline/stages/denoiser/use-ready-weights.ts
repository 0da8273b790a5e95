import type { Progress } from '../../../base/progress.js';
import type { Sample } from '../../../datasets/sample/sample.js';
import { loadSynthesisModel, saveSynthesisModel } from '../../../synthesis/weights/model-file.js';
import type { Config } from '../../config/config-schema.js';
import { checkReadyWeights } from '../../weights/ready-weights.js';
import { type TrainingOverlap, trainingOverlap } from '../../weights/training-overlap.js';
import { readCard } from '../../weights/weights-card.js';

/**
 * Takes ready weights over instead of training.
 *
 * @param train the run's training samples, to tell whether the weights know others
 * @throws {InputError} when they do not fit the run
 */
export function useReadyWeights(
  ready: string,
  output: string,
  config: Config,
  train: readonly Sample[],
  progress: Progress,
): { trained: false; weights: string | null } & TrainingOverlap {
  const model = loadSynthesisModel(ready, { imageSize: config.denoiser.imageSize });
  try {
    checkReadyWeights(ready, model.config, config);
    saveSynthesisModel(output, model);
  } finally {
    model.dispose();
  }
  const overlap = trainingOverlap(readCard(ready), train);
  progress.say(overlap.verdict);
  return { trained: false, weights: config.denoiser.weights, ...overlap };
}
