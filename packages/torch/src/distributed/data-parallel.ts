import { tensor } from '../ops/create.js';
import type { Tensor } from '../tensor/tensor.js';
import { DistributedError } from './distributed-error.js';
import { GradientBuckets } from './gradient-buckets.js';
import type { ProcessGroup } from './process-group.js';

/**
 * What a training asks of its ranks. Every rank has the same weights and optimiser and takes its part of each
 * batch; gradients are averaged, so all make the same step. The batch and its order are those of one process,
 * whatever the number of ranks.
 *
 * Without a group there is one rank, and nothing is sent.
 */
export class DataParallel {
  readonly group: ProcessGroup | null;
  readonly #buckets: GradientBuckets | null;

  /** @param parameters of the module in training, in the same order on every rank */
  constructor(group: ProcessGroup | null, parameters: readonly Tensor[]) {
    this.group = group;
    this.#buckets = group === null ? null : new GradientBuckets(group, parameters);
  }

  get rank(): number {
    return this.group?.rank ?? 0;
  }

  get size(): number {
    return this.group?.size ?? 1;
  }

  /** Whether this rank writes files and tells people how it goes. */
  get isFirst(): boolean {
    return this.rank === 0;
  }

  /**
   * First and last place (exclusive) of this rank in a batch.
   * @throws RangeError where it cannot be shared out evenly.
   */
  range(batch: number): [first: number, last: number] {
    if (batch % this.size !== 0) {
      throw new RangeError(
        `a batch of ${batch} cannot be shared out evenly among ${this.size} ranks: choose a multiple of ${this.size}`,
      );
    }
    const each = batch / this.size;
    return [this.rank * each, (this.rank + 1) * each];
  }

  /** Before the (last) backward pass of a step. */
  start(): void {
    this.#buckets?.start();
  }

  /** After it: gradients are the mean of all ranks'. */
  async finish(): Promise<void> {
    await this.#buckets?.finish();
  }

  /** Mean of a number over the ranks. */
  async mean(value: number): Promise<number> {
    return (await this.#reduced(value, 'sum')) / this.size;
  }

  /** Whether any rank says so: one that was told to stop stops all after the same step. */
  async any(value: boolean): Promise<boolean> {
    return this.group === null ? value : (await this.#reduced(Number(value), 'max')) > 0;
  }

  /**
   * Every rank must be where rank 0 is: the same step of the same training.
   *
   * @throws DistributedError on every rank where they are not, for example since they do not see the same
   * files.
   */
  async agree(step: number): Promise<void> {
    if (this.group === null) return;
    const [least, most] = [await this.#reduced(step, 'min'), await this.#reduced(step, 'max')];
    if (least !== most) {
      throw new DistributedError(
        `rank ${this.rank} of ${this.size} begins at step ${step}, others at ${step === least ? most : least}: ` +
          'all ranks must read the same folder; put it on a file system that they share',
      );
    }
  }

  close(): void {
    this.#buckets?.close();
  }

  async #reduced(value: number, operation: 'sum' | 'max' | 'min'): Promise<number> {
    if (this.group === null) return value;
    const shared = tensor(Float64Array.of(value));
    try {
      await this.group.allReduce([shared], operation);
      return shared.item();
    } finally {
      shared.dispose();
    }
  }
}
