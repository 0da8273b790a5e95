import { native } from '../native.js';
import { Tensor } from '../tensor/tensor.js';
import { explained, type ProcessGroup } from './process-group.js';

export interface GradientBucketsOptions {
  /** Bytes of gradients that travel together: few messages, and the first on their way early. */
  bucketBytes: number;
}

/** PyTorch's DistributedDataParallel has 25 MB; networks here are smaller. */
export const GRADIENT_BUCKETS_DEFAULTS: GradientBucketsOptions = { bucketBytes: 4 << 20 };

/**
 * Averages gradients over the ranks of a group. A bucket of them is sent as soon as backward has made its
 * last one, while backward goes on with the others; `finish` waits for all. With gradients summed over
 * several backward passes, call `start` before the last.
 */
export class GradientBuckets {
  readonly #group: ProcessGroup;
  readonly #number: number;

  /** @param parameters leaves that require gradients, in the same order on every rank. */
  constructor(
    group: ProcessGroup,
    parameters: readonly Tensor[],
    options: Partial<GradientBucketsOptions> = {},
  ) {
    const { bucketBytes } = { ...GRADIENT_BUCKETS_DEFAULTS, ...options };
    this.#group = group;
    this.#number = native().openBuckets(group.number, parameters.map(Tensor.handle), bucketBytes);
  }

  /** Before the backward pass whose gradients are to be averaged. */
  start(): void {
    native().startBuckets(this.#number);
  }

  /** Every parameter's gradient is now the mean over all ranks, the same bytes on each. */
  async finish(): Promise<void> {
    const { rank, size } = this.#group;
    await explained(native().finishBuckets(this.#number), `gradients of rank ${rank} of ${size}`);
  }

  close(): void {
    native().closeHeld(this.#number);
  }
}
