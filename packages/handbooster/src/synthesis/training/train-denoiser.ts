import { existsSync } from 'node:fs';
import { type distributed, io } from '@handbooster/torch';
import { InputError } from '../../base/errors/input-error.js';
import type { SynthesisModel, SynthesisModelConfig } from '../synthesis-model.js';
import type { DenoiserDataset, TrainingExample } from './denoiser-dataset.js';
import { DenoiserTrainer, type TrainingStep } from './denoiser-trainer.js';
import { EpochOrder } from './epoch-order.js';
import { type DenoiserValidation, HeldOut } from './held-out.js';
import { restoreTraining, saveTraining } from './training-checkpoint.js';
import { TrainingLog } from './training-log.js';
import type { DenoiserTrainingOptions } from './training-options.js';
import type { ValidationLoss } from './validate-denoiser.js';

/** A training run. */
export interface DenoiserTrainingRun {
  config: SynthesisModelConfig;
  training: DenoiserTrainingOptions;
  /** Names the initial weights, the order of the examples, times, noise and dropped orientations. */
  seed: number;
  /** File to save the state in, and to go on from where it exists. */
  checkpoint?: string;
  /** Steps between saves; it is also saved at the end and when stopped. */
  checkpointEvery?: number;
  /** File that gets a JSON line every `logEvery` steps. */
  log?: string;
  logEvery?: number;
  /** Folder that gets the same figures for TensorBoard. */
  board?: string;
  validation?: DenoiserValidation;
  device?: string;
  /** The other processes of this training; rank 0 alone writes files and looks at held-out examples. */
  group?: distributed.ProcessGroup | null;
  /** Stops after the step in progress; the state is saved first. */
  signal?: AbortSignal;
  onStep?(progress: DenoiserTrainingProgress): void;
}

/** How far a training run is. */
export interface DenoiserTrainingProgress extends TrainingStep {
  step: number;
  steps: number;
  imagesPerSecond: number;
}

/** What a training run leaves. */
export interface DenoiserTrainingResult {
  /** The model with its averaged weights. */
  model: SynthesisModel;
  step: number;
  /** False when the run was stopped before its last step. */
  completed: boolean;
}

/**
 * Trains a denoiser (Eq. 2, Sec. 4.1). With `checkpoint`, a run that was stopped or killed goes on from its
 * last save, and ends with the weights that an uninterrupted run ends with.
 *
 * @example
 * ```ts
 * import { trainDenoiser } from 'handbooster';
 * const layers = { groups: 4, blocksPerLevel: 1, initialKernel: 3, linearAttention: false };
 * const network = { dim: 8, widths: [8, 16], ...layers };
 * const grey = new Uint8Array(3 * 8 * 8).fill(128);
 * const example = { image: grey, maps: { texture: grey }, orientation: [1, 0, 0, 0], foreground: null };
 * const { completed } = await trainDenoiser({ length: 4, load: () => example }, {
 *   config: { imageSize: 8, conditionMaps: ['texture'], network, diffusion: {} },
 *   training: {
 *     steps: 2, batchSize: 2, accumulate: 1, learningRate: 1e-3, rateSchedule: 'cosine', warmupSteps: 0,
 *     betas: [0.9, 0.99], clipNorm: 1, emaDecay: 0.9, emaEvery: 1, emaStart: 1, emaWarmup: 'count',
 *     precision: 'float32', stratifiedTimes: true,
 *   },
 *   seed: 0,
 * });
 * console.log(completed); // true
 * ```
 */
export async function trainDenoiser(
  dataset: DenoiserDataset,
  run: DenoiserTrainingRun,
): Promise<DenoiserTrainingResult> {
  const { config, training, seed, checkpoint, checkpointEvery = 1000, log, logEvery = 10, signal } = run;
  if (dataset.length === 0) throw new InputError('denoiser training: the dataset has no examples');
  const trainer = new DenoiserTrainer(config, training, seed, run.device, run.group);
  const { ranks } = trainer;
  const identity = { config, training, seed, examples: dataset.length };
  if (checkpoint !== undefined && existsSync(checkpoint)) restoreTraining(trainer, checkpoint, identity);
  await ranks.agree(trainer.step);
  const lines = log === undefined || !ranks.isFirst ? null : new TrainingLog(log, trainer.step);
  const order = new EpochOrder(dataset.length, seed);
  const load = (step: number): Promise<TrainingExample[]> => {
    const places = trainer.ownPlaces.map((place) => step * trainer.imagesPerStep + place);
    const examples = Promise.all(places.map(async (place) => dataset.load(order.at(place))));
    // It is awaited a step later; until then a failure is not an unhandled one.
    examples.catch(() => {});
    return examples;
  };
  const board =
    run.board === undefined || !ranks.isFirst ? null : new io.TensorBoardLog(run.board, trainer.step);
  const held =
    run.validation === undefined || !ranks.isFirst
      ? null
      : await HeldOut.open(run.validation, trainer.step, seed);
  const save = () => {
    if (checkpoint !== undefined && ranks.isFirst) saveTraining(trainer, checkpoint, identity);
  };

  const started = performance.now();
  const firstStep = trainer.step;
  let saved = trainer.step;
  let next = trainer.step < training.steps ? load(trainer.step) : Promise.resolve([]);
  while (trainer.step < training.steps && !(await ranks.any(signal?.aborted === true))) {
    const examples = await next;
    // Decoding of the next batch runs on other threads while this step computes.
    if (trainer.step + 1 < training.steps) next = load(trainer.step + 1);
    const done = await withMemoryAdvice(training, () => trainer.train(examples));
    const { step } = trainer;
    const seconds = (performance.now() - started) / 1000;
    const imagesPerSecond = ((step - firstStep) * trainer.imagesPerStep) / seconds;
    if (!Number.isFinite(done.loss)) {
      throw new InputError(
        `denoiser training: the loss at step ${step} is ${done.loss}; ` +
          `lower training.learningRate (now ${training.learningRate})`,
      );
    }
    if (lines && (step % logEvery === 0 || step === training.steps)) {
      lines.append({ step, images: step * trainer.imagesPerStep, ...done, imagesPerSecond });
    }
    if (step % logEvery === 0 || step === training.steps) {
      board?.append(step, {
        'loss/train': done.loss,
        'gradient norm': done.gradientNorm,
        rate: done.learningRate,
      });
    }
    run.onStep?.({ ...done, step, steps: training.steps, imagesPerSecond });
    if (held?.isDue(step, training.steps)) {
      const images = step * trainer.imagesPerStep;
      const look = await trainer.averaged((model) => held.look(model, step, images, run.device));
      board?.append(step, boardScalars(look));
    }
    if (step % checkpointEvery === 0) {
      save();
      saved = step;
    }
    // Lets signals and timers in between steps.
    await new Promise((resolve) => setImmediate(resolve));
  }
  if (saved !== trainer.step || (checkpoint !== undefined && !existsSync(checkpoint))) save();
  const { step } = trainer;
  return { model: trainer.finish(), step, completed: step >= training.steps };
}

function boardScalars({ loss, thirds }: ValidationLoss): Record<string, number> {
  const [little, some, much] = thirds;
  return {
    'loss/validation': loss,
    'validation/little noise': little,
    'validation/some noise': some,
    'validation/much noise': much,
  };
}

/** Answers running out of memory with the batch size to try. */
async function withMemoryAdvice<T>(
  { batchSize, accumulate }: DenoiserTrainingOptions,
  body: () => Promise<T>,
): Promise<T> {
  try {
    return await body();
  } catch (error) {
    if (!/out of memory|not enough memory|can't allocate memory/i.test(String(error)) || batchSize === 1)
      throw error;
    const smaller = Math.ceil(batchSize / 2);
    throw new InputError(
      `denoiser training: a batch of ${batchSize} does not fit in memory; try training.batchSize ${smaller} with ` +
        `training.accumulate ${accumulate * 2}, which trains alike`,
      { cause: error },
    );
  }
}
