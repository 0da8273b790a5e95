import { Random } from '@handbooster/torch';

/** A place in a batch: which source, which of its items, and in which pass over it. */
export interface Draw {
  synthetic: boolean;
  index: number;
  epoch: number;
}

export interface BatchOrderOptions {
  seed: number;
  batch: number;
  real: number;
  synthetic: number;
  /** Share of synthetic items in each batch. */
  syntheticShare: number;
}

/**
 * The items of any step of a training: a function of seed and step alone, so that a resumed run goes on with the same data
 * without having kept a position. Each source is gone through in a new order each epoch.
 */
export class BatchOrder {
  readonly #options: BatchOrderOptions;
  readonly #syntheticPerBatch: number;
  readonly #orders = new Map<string, { epoch: number; order: Uint32Array }>();

  constructor(options: BatchOrderOptions) {
    this.#options = options;
    const { batch, real, synthetic, syntheticShare } = options;
    this.#syntheticPerBatch = synthetic === 0 ? 0 : real === 0 ? batch : Math.round(batch * syntheticShare);
    if (real + synthetic === 0) throw new RangeError('BatchOrder: there is nothing to train on');
  }

  step(step: number): Draw[] {
    const { batch, real, synthetic } = this.#options;
    const perBatch = this.#syntheticPerBatch;
    return Array.from({ length: batch }, (_, slot) =>
      slot < batch - perBatch
        ? this.#draw(false, step * (batch - perBatch) + slot, real)
        : this.#draw(true, step * perBatch + slot - (batch - perBatch), synthetic),
    );
  }

  #draw(isSynthetic: boolean, position: number, count: number): Draw {
    const epoch = Math.floor(position / count);
    return { synthetic: isSynthetic, index: this.#order(isSynthetic, epoch, count)[position % count], epoch };
  }

  #order(isSynthetic: boolean, epoch: number, count: number): Uint32Array {
    const name = isSynthetic ? 'synthetic' : 'real';
    const kept = this.#orders.get(name);
    if (kept?.epoch === epoch) return kept.order;
    const order = Uint32Array.from({ length: count }, (_, i) => i);
    new Random(this.#options.seed, 'order', name, epoch).shuffle(order);
    this.#orders.set(name, { epoch, order });
    return order;
  }
}
