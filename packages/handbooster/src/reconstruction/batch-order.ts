import { Random } from '@handbooster/torch';

/** A place in a batch: which source, which of its items, and in which pass over it. */
export interface Draw {
  synthetic: boolean;
  index: number;
  epoch: number;
}

/**
 * How real and synthetic items are mixed. `batch`: every batch has the same number of synthetic ones, the first slots real.
 * `epoch`: an epoch is every real item once and as many synthetic ones as the share asks for, all shuffled together, so
 * that batches differ in their mixture.
 */
export type MixingKind = 'batch' | 'epoch';

export interface BatchOrderOptions {
  seed: number;
  batch: number;
  real: number;
  synthetic: number;
  /** Share of synthetic items. */
  syntheticShare: number;
  mixing?: MixingKind;
}

/**
 * The items of any step of a training: a function of seed and step alone, so that a resumed run goes on with the same data
 * without having kept a position. Each source is gone through in a new order each epoch.
 */
export class BatchOrder {
  readonly #options: BatchOrderOptions;
  readonly #syntheticPerBatch: number;
  /** Synthetic items of an epoch of the mixture. */
  readonly #syntheticPerEpoch: number;
  /** Of the newest epochs: at the turn from one to the next both are in use. */
  readonly #orders = new Map<string, Uint32Array>();

  constructor(options: BatchOrderOptions) {
    this.#options = options;
    const { batch, real, synthetic, syntheticShare } = options;
    if (real + synthetic === 0) throw new RangeError('BatchOrder: there is nothing to train on');
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
    const perBatch = this.#syntheticPerBatch;
    return Array.from({ length: batch }, (_, slot) =>
      slot < batch - perBatch
        ? this.#draw(false, step * (batch - perBatch) + slot, real)
        : this.#draw(true, step * perBatch + slot - (batch - perBatch), synthetic),
    );
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
