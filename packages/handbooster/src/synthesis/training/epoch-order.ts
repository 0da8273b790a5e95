import { Random } from '@handbooster/torch';

/**
 * Which example comes at which place of an endless walk through a dataset: each epoch visits all of them
 * once, in an order of its own. A place is enough to go on from, so nothing else has to be saved.
 */
export class EpochOrder {
  #epoch = -1;
  #order = new Uint32Array(0);

  constructor(
    readonly length: number,
    readonly seed: number,
  ) {
    if (!Number.isSafeInteger(length) || length < 1) {
      throw new RangeError(`EpochOrder: expected at least one example, found ${length}`);
    }
  }

  /** The example at a place, 0 or more. */
  at(place: number): number {
    const epoch = Math.floor(place / this.length);
    if (epoch !== this.#epoch) {
      this.#order = Uint32Array.from({ length: this.length }, (_, i) => i);
      new Random(this.seed, 'denoiser-order', epoch).shuffle(this.#order);
      this.#epoch = epoch;
    }
    return this.#order[place % this.length];
  }
}
