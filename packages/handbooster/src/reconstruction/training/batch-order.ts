import { Random } from '@handbooster/torch';

/** A place in a batch: which source, which of its items, and in which pass over it. */
export interface Draw {
  synthetic: boolean;
  index: number;
  epoch: number;
}

/**
 * How real and synthetic items are mixed. `batch`: every batch has the same number of synthetic ones, the
 * first slots real. `epoch`: an epoch is every real item once and as many synthetic ones as the share asks
 * for, all shuffled together, so that batches differ in their mixture.
 */
export type MixingKind = 'batch' | 'epoch';

/**
 * How the share of synthetic items goes over a training. `constant`: as it is until `syntheticEnd`. `linear`:
 * falling evenly to none there. Past it only real items are shown.
 */
export type SyntheticDecay = 'constant' | 'linear';

export interface BatchOrderOptions {
  seed: number;
  batch: number;
  real: number;
  synthetic: number;
  /** Share of synthetic items, where the training begins. */
  syntheticShare: number;
  mixing?: MixingKind;
  /** Steps of the whole training; needed where the share changes on the way. */
  steps?: number;
  decay?: SyntheticDecay;
  /** Share of the training past which there are no synthetic items; 1 for never. */
  syntheticEnd?: number;
}

/**
 * The items of any step of a training: a function of seed and step alone, so that a resumed run goes on with
 * the same data without having kept a position. Each source is gone through in a new order each epoch.
 */
export class BatchOrder {
  readonly #options: BatchOrderOptions;
  readonly #syntheticPerBatch: number;
  /** Synthetic items of an epoch of the mixture. */
  readonly #syntheticPerEpoch: number;
  readonly #changes: boolean;
  /** Of the newest epochs: at the turn from one to the next both are in use. */
  readonly #orders = new Map<string, Uint32Array>();

  constructor(options: BatchOrderOptions) {
    this.#options = options;
    const { batch, real, synthetic, syntheticShare } = options;
    if (real + synthetic === 0) throw new RangeError('BatchOrder: there is nothing to train on');
    const { decay = 'constant', syntheticEnd = 1, mixing, steps } = options;
    this.#changes = real > 0 && synthetic > 0 && (decay !== 'constant' || syntheticEnd < 1);
    if (this.#changes && (mixing === 'epoch' || steps === undefined)) {
      throw new RangeError('BatchOrder: a share that changes needs `batch` mixing and the number of steps');
    }
    this.#syntheticPerBatch = synthetic === 0 ? 0 : real === 0 ? batch : Math.round(batch * syntheticShare);
    this.#syntheticPerEpoch =
      syntheticShare < 1 ? Math.round((real * syntheticShare) / (1 - syntheticShare)) : 0;
  }

  step(step: number): Draw[] {
    const { batch, real, synthetic, syntheticShare, mixing = 'batch' } = this.#options;
    // Where one kind is all there is, or all that is asked for, there is nothing to mix.
    if (mixing === 'epoch' && real > 0 && synthetic > 0 && syntheticShare < 1) {
      return Array.from({ length: batch }, (_, slot) => this.#pooled(step * batch + slot));
    }
    const before = this.#syntheticBefore(step);
    const realCount = batch - (this.#syntheticBefore(step + 1) - before);
    return Array.from({ length: batch }, (_, slot) =>
      slot < realCount
        ? this.#draw(false, step * batch - before + slot, real)
        : this.#draw(true, before + slot - realCount, synthetic),
    );
  }

  /**
   * Synthetic items of all steps before one: the integral of the share, so that any step knows its place in
   * both sources.
   */
  #syntheticBefore(step: number): number {
    if (!this.#changes) return step * this.#syntheticPerBatch;
    const { batch, syntheticShare, decay = 'constant', syntheticEnd = 1, steps = 0 } = this.#options;
    const end = syntheticEnd * steps;
    const past = Math.min(step, end);
    const mean = decay === 'linear' && end > 0 ? 1 - past / (2 * end) : 1;
    return Math.round(batch * syntheticShare * past * mean);
  }

  #pooled(position: number): Draw {
    const { real, synthetic } = this.#options;
    const each = real + this.#syntheticPerEpoch;
    const epoch = Math.floor(position / each);
    const place = this.#order('pool', epoch, each)[position % each];
    if (place < real) return { synthetic: false, index: place, epoch };
    return this.#draw(true, epoch * this.#syntheticPerEpoch + place - real, synthetic);
  }

  #draw(isSynthetic: boolean, position: number, count: number): Draw {
    const epoch = Math.floor(position / count);
    const name = isSynthetic ? 'synthetic' : 'real';
    return { synthetic: isSynthetic, index: this.#order(name, epoch, count)[position % count], epoch };
  }

  #order(name: string, epoch: number, count: number): Uint32Array {
    const kept = this.#orders.get(`${name} ${epoch}`);
    if (kept !== undefined) return kept;
    const order = Uint32Array.from({ length: count }, (_, i) => i);
    new Random(this.#options.seed, 'order', name, epoch).shuffle(order);
    this.#orders.set(`${name} ${epoch}`, order);
    this.#orders.delete(`${name} ${epoch - 2}`);
    return order;
  }
}
