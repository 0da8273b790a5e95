import { existsSync } from 'node:fs';
import { io } from '@handbooster/torch';
import { middlePositions } from '../../base/numbers/evenly-spread.js';
import type { SynthesisModel } from '../synthesis-model.js';
import { saveSynthesisModel } from '../weights/model-file.js';
import type { DenoiserDataset, TrainingExample } from './denoiser-dataset.js';

import { TrainingLog, type ValidationLogLine } from './training-log.js';
import { type ValidationLoss, validateDenoiser } from './validate-denoiser.js';

/** Held-out examples in memory, and the least loss on them so far. */
export class HeldOut {
  #least = Number.POSITIVE_INFINITY;
  readonly #log: TrainingLog<ValidationLogLine> | null;

  private constructor(
    readonly options: DenoiserValidation,
    readonly examples: readonly TrainingExample[],
    readonly seed: number,
    step: number,
  ) {
    this.#log = options.log === undefined ? null : new TrainingLog(options.log, step);
  }

  /** @param step where training goes on: a best file of a later step does not count, it is made again. */
  static async open(options: DenoiserValidation, step: number, seed: number): Promise<HeldOut> {
    const { dataset, best } = options;
    const positions = middlePositions(dataset.length, options.examples);
    const examples = await Promise.all(positions.map(async (position) => dataset.load(position)));
    const held = new HeldOut(options, examples, seed, step);
    if (best !== undefined && existsSync(best)) {
      const { metadata } = io.readSafetensorsHeader(best);
      if (step > 0 && Number(metadata.step) <= step) held.#least = Number(metadata.validationLoss);
    }
    return held;
  }

  isDue(step: number, steps: number): boolean {
    return step % this.options.every === 0 || step === steps;
  }

  /** Measures, keeps the weights where they are the best so far, and lets the caller look. */
  async look(model: SynthesisModel, step: number, images: number, device?: string): Promise<ValidationLoss> {
    const { best, onLook } = this.options;
    const measured = validateDenoiser(model, this.examples, this.seed, device);
    if (best !== undefined && measured.loss < this.#least) {
      const facts = { step: String(step), validationLoss: String(measured.loss) };
      saveSynthesisModel(best, model, { facts });
      this.#least = measured.loss;
    }
    this.#log?.append({ step, images, ...measured });
    await onLook?.({ step, model, ...measured });
    return measured;
  }
}

/** Looks at held-out examples, with the averaged weights, every so many steps and after the last. */
export interface DenoiserValidation {
  dataset: DenoiserDataset;
  /** Examples looked at, spread over the dataset. */
  examples: number;
  /** Steps between looks. */
  every: number;
  /** File that gets a JSON line a look. */
  log?: string;
  /** File that keeps the averaged weights with the least loss so far. */
  best?: string;
  /** Called at each look, with the averaged weights in the model; to draw pictures, for example. */
  onLook?(look: { step: number; model: SynthesisModel } & ValidationLoss): void | Promise<void>;
}
