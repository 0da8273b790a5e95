import {
  autocast,
  distributed,
  Generator,
  type io,
  optim,
  Random,
  randn,
  scope,
  type Tensor,
  tensor,
} from '@handbooster/torch';
import { conditionBatch, imageBatch, orientationBatch } from '../image-batch.js';
import { type StyleBatch, styleBatch } from '../style/style-batch.js';
import { SynthesisModel, type SynthesisModelConfig } from '../synthesis-model.js';
import type { TrainingExample } from './denoiser-dataset.js';
import { foregroundBatch } from './foreground-batch.js';
import { learningRateAt } from './learning-rate.js';
import type { DenoiserTrainingOptions } from './training-options.js';

/** Prefixes of the parts of a state. */
const MODEL = 'model.';
const AVERAGE = 'average.';
const OPTIMIZER = 'optimizer.';

/** What a step did. */
export interface TrainingStep {
  /** Mean over the step's images. */
  loss: number;
  /** Length of the gradient before clipping. */
  gradientNorm: number;
  learningRate: number;
}

/**
 * A denoiser in training: weights, averaged weights and optimiser, moved on by one step at a time (Eq. 2).
 *
 * A step is a function of this state, of the batch and of (seed, step), so training that stops and goes on
 * from a saved state does what training without a stop does: bit for bit on one CPU, library and thread
 * count.
 */
export class DenoiserTrainer {
  readonly model: SynthesisModel;
  readonly options: DenoiserTrainingOptions;
  readonly #optimizer: optim.Adam;
  readonly #average: optim.Ema;
  readonly #parameters: readonly Tensor[];
  readonly #seed: number;
  readonly #device: string | undefined;
  readonly #generator: Generator;
  readonly #ranks: distributed.DataParallel;
  #step = 0;

  /**
   * @param group the other processes of this training, each with its part of every batch; none where it is
   * alone
   */
  constructor(
    config: SynthesisModelConfig,
    options: DenoiserTrainingOptions,
    seed: number,
    device?: string,
    group: distributed.ProcessGroup | null = null,
  ) {
    this.options = options;
    this.#seed = seed;
    this.#device = device;
    this.#generator = new Generator(0, device);
    this.model = new SynthesisModel(config, new Random(seed, 'denoiser-weights'));
    if (device !== undefined) this.model.denoiser.to({ device });
    this.#parameters = this.model.denoiser.parameters();
    this.#ranks = new distributed.DataParallel(group, this.#parameters);
    this.#optimizer = new optim.Adam(this.#parameters, { lr: options.learningRate, betas: options.betas });
    this.#average = new optim.Ema(this.model.denoiser, {
      decay: options.emaDecay,
      every: options.emaEvery,
      start: options.emaStart,
      warmup: options.emaWarmup,
    });
  }

  /** Steps done. */
  get step(): number {
    return this.#step;
  }

  /** Images a step, of all ranks. */
  get imagesPerStep(): number {
    return this.options.batchSize * this.options.accumulate;
  }

  /** Places of this rank's images among those of a step, in the order in which `train` takes them. */
  get ownPlaces(): number[] {
    const { batchSize, accumulate } = this.options;
    const [first, last] = this.#ranks.range(batchSize);
    return Array.from({ length: accumulate }, (_, part) =>
      Array.from({ length: last - first }, (_, i) => part * batchSize + first + i),
    ).flat();
  }

  get ranks(): distributed.DataParallel {
    return this.#ranks;
  }

  /** All that later steps depend on, as plain arrays: weights, averaged weights, the optimiser's moments. */
  state(): Map<string, io.ArrayData> {
    const state = new Map<string, io.ArrayData>();
    for (const [part, arrays] of this.#parts()) {
      for (const [name, array] of arrays) state.set(part + name, array);
    }
    return state;
  }

  /** Takes over what `state` gave after `step` steps. */
  restore(state: ReadonlyMap<string, io.ArrayData>, step: number): void {
    const part = (prefix: string) =>
      new Map(
        [...state]
          .filter(([name]) => name.startsWith(prefix))
          .map(([name, array]) => [name.slice(prefix.length), array]),
      );
    this.model.denoiser.loadStateDict(part(MODEL));
    this.#average.loadStateDict(part(AVERAGE));
    this.#optimizer.loadStateDict(part(OPTIMIZER));
    this.#step = step;
  }

  /** The model with its averaged weights; training is over. */
  finish(): SynthesisModel {
    this.#ranks.close();
    this.#average.copyTo();
    this.#optimizer.zeroGrad();
    this.#optimizer.dispose();
    this.#average.dispose();
    return this.model;
  }

  /** Runs `body`, which may be async, with the averaged weights in the model. */
  averaged<T>(body: (model: SynthesisModel) => T): T {
    return this.#average.swapped(() => body(this.model));
  }

  /** One step of the optimiser on `imagesPerStep` examples, of which `examples` are those of `ownPlaces`. */
  async train(examples: readonly TrainingExample[]): Promise<TrainingStep> {
    const { batchSize, accumulate, clipNorm } = this.options;
    const each = batchSize / this.#ranks.size;
    if (examples.length !== each * accumulate) {
      throw new RangeError(
        `DenoiserTrainer: expected ${each * accumulate} examples, found ${examples.length}`,
      );
    }
    const learningRate = learningRateAt(this.#step, this.options);
    const own = scope(() => {
      this.#optimizer.zeroGrad();
      let loss = 0;
      for (let part = 0; part < accumulate; part++) {
        if (part === accumulate - 1) this.#ranks.start();
        loss += this.#accumulate(examples.slice(part * each, (part + 1) * each), part) / accumulate;
      }
      return loss;
    });
    await this.#ranks.finish();
    const loss = await this.#ranks.mean(own);
    return scope(() => {
      const gradientNorm = optim.clipGradNorm(this.#parameters, clipNorm);
      this.#optimizer.lr = learningRate;
      this.#optimizer.step();
      this.#step++;
      this.#average.update();
      return { loss, gradientNorm, learningRate };
    });
  }

  #parts(): [string, ReadonlyMap<string, io.ArrayData>][] {
    return [
      [MODEL, this.model.denoiser.stateArrays()],
      [AVERAGE, this.#average.stateDict()],
      [OPTIMIZER, this.#optimizer.stateDict()],
    ];
  }

  /** Adds the gradient of one batch; returns its loss. */
  #accumulate(examples: readonly TrainingExample[], part: number): number {
    const { model } = this;
    const { diffusion, denoiser } = model;
    const { imageSize, conditionMaps } = model.config;
    const device = this.#device;
    return scope(() => {
      const draw = this.#draw(part);
      const clean = imageBatch(
        examples.map(({ image }) => image),
        imageSize,
        'image',
        device,
      );
      const condition = conditionBatch(
        examples.map(({ maps }) => maps),
        conditionMaps,
        imageSize,
        device,
      );
      const orientation = orientationBatch(
        examples.map((example) => example.orientation),
        device,
      );
      this.#generator.manualSeed(new Random(this.#seed, 'denoiser-noise', this.#step, part).uint32());
      // Noise of the whole batch, of which this rank takes its part: the same for any number of ranks.
      const [first, last] = this.#ranks.range(this.options.batchSize);
      const whole = [this.options.batchSize, ...clean.shape.slice(1)];
      const noise = randn(whole, { generator: this.#generator, device }).slice(0, first, last);
      const noisy = diffusion.noisy(clean, draw.times, noise);
      const times = tensor(Float32Array.from(draw.times), { device });
      const dropped = tensor(draw.dropped, { device }).to({ dtype: 'bool' });
      const prediction = this.#inPrecision(() =>
        denoiser.forward(noisy, times, condition, orientation, dropped, this.#styles(examples, part)),
      );
      const weight = diffusion.pixelWeight(foregroundBatch(examples, imageSize, device));
      const loss = diffusion.loss(prediction, clean, draw.times, weight);
      loss.mul(1 / this.options.accumulate).backward();
      return loss.item();
    });
  }

  #inPrecision(body: () => Tensor): Tensor {
    const { precision } = this.options;
    if (precision === 'float32') return body();
    const device = this.#device?.split(':')[0] ?? 'cpu';
    return autocast({ device, dtype: precision }, body).to({ dtype: 'float32' });
  }

  /** Looks of a batch, some of them left open; null for a model that knows no styles. */
  #styles(examples: readonly TrainingExample[], part: number): StyleBatch | null {
    const { style } = this.model.config;
    if (style === undefined) return null;
    const random = new Random(this.#seed, 'denoiser-styles', this.#step, part);
    const [first] = this.#ranks.range(this.options.batchSize);
    const open = Array.from({ length: this.options.batchSize }, () => random.uniform() < style.dropout);
    const looks = examples.map((example, i) => (open[first + i] ? null : example.style));
    return styleBatch(looks, this.model.denoiser.shape.styleSize, this.#device);
  }

  /** Times and dropped orientations of this rank's part of a batch. */
  #draw(part: number): { times: Int32Array; dropped: Uint8Array } {
    const count = this.options.batchSize;
    const [first, last] = this.#ranks.range(count);
    const { timesteps, orientationDropout } = this.model.diffusion.options;
    const random = new Random(this.#seed, 'denoiser-times', this.#step, part);
    const offset = random.uniform();
    const times = Int32Array.from({ length: count }, (_, i) => {
      const share = this.options.stratifiedTimes ? (i + offset) / count : random.uniform();
      return Math.min(Math.floor(share * timesteps), timesteps - 1);
    });
    const dropped = Uint8Array.from({ length: count }, () => Number(random.uniform() < orientationDropout));
    return { times: times.slice(first, last), dropped: dropped.slice(first, last) };
  }
}
