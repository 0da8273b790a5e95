import type { ProcessGroup } from '../../distributed/process-group.js';
import { ones, zeros } from '../../ops/create.js';
import * as ops from '../../ops/operators.js';
import type { Tensor } from '../../tensor/tensor.js';
import { parameter } from '../parameter.js';
import { batchNormOverRanks } from './batch-norm-over-ranks.js';
import { checkSize, Layer, type LayerOptions } from './layer.js';

export interface BatchNormOptions extends LayerOptions {
  eps?: number;
  /** Share of the newest batch in the running statistics; null for the mean of all batches. */
  momentum?: number | null;
  /** Learned gain and offset. */
  affine?: boolean;
  /** Without it the batch's own statistics are used in evaluation too. */
  trackRunningStats?: boolean;
}

export const BATCH_NORM_DEFAULTS = {
  eps: 1e-5,
  momentum: 0.1,
  affine: true,
  trackRunningStats: true,
} satisfies BatchNormOptions;

/**
 * Normalisation of each channel over the batch (Ioffe and Szegedy 2015), with running statistics for
 * evaluation.
 */
export abstract class BatchNorm extends Layer {
  readonly weight: Tensor | null;
  readonly bias: Tensor | null;
  runningMean: Tensor | null = null;
  runningVar: Tensor | null = null;
  numBatchesTracked: Tensor | null = null;
  readonly eps: number;
  readonly momentum: number | null;
  #ranks: ProcessGroup | null = null;

  constructor(
    readonly channels: number,
    options: BatchNormOptions,
  ) {
    super();
    checkSize(channels, 'batch norm channels');
    const settings = { ...BATCH_NORM_DEFAULTS, ...options };
    this.eps = settings.eps;
    this.momentum = settings.momentum;
    this.weight = settings.affine ? parameter(ones([channels], options)) : null;
    this.bias = settings.affine ? parameter(zeros([channels], options)) : null;
    if (settings.trackRunningStats) {
      this.registerBuffer('running_mean', zeros([channels], options));
      this.registerBuffer('running_var', ones([channels], options));
      this.registerBuffer('num_batches_tracked', zeros([], { dtype: 'int64', device: options.device }));
    }
  }

  /**
   * From now on training normalises by the mean and variance of all ranks' batches together, and all ranks
   * keep the same running statistics: as one process would with the whole batch. Every rank must then make
   * the same calls. Null for this process's own batch again.
   */
  shareStatistics(group: ProcessGroup | null): void {
    this.#ranks = group;
  }

  /** Fewest and most dimensions of an input. */
  protected abstract readonly dimensions: readonly number[];

  forward(input: Tensor): Tensor {
    const { weight, bias, runningMean, runningVar, training } = this;
    if (!this.dimensions.includes(input.ndim)) {
      throw new RangeError(
        `${this.constructor.name}: expected an input of ${this.dimensions.join(' or ')} dimensions, found [${input.shape}]`,
      );
    }
    let momentum = this.momentum ?? 0;
    if (training && this.numBatchesTracked !== null) {
      this.numBatchesTracked.add_(1);
      if (this.momentum === null) momentum = 1 / this.numBatchesTracked.item();
    }
    const usesBatch = training || runningMean === null;
    if (training && this.#ranks !== null) {
      return batchNormOverRanks(input, this.#ranks, {
        weight,
        bias,
        runningMean,
        runningVar,
        momentum,
        eps: this.eps,
      });
    }
    return ops.batchNorm(input, weight, bias, runningMean, runningVar, usesBatch, momentum, this.eps, true);
  }
}

/** Batch normalisation of (N, C) or (N, C, L). */
export class BatchNorm1d extends BatchNorm {
  protected readonly dimensions = [2, 3];

  constructor(channels: number, options: BatchNormOptions = {}) {
    super(channels, options);
  }
}

/** Batch normalisation of (N, C, H, W). */
export class BatchNorm2d extends BatchNorm {
  protected readonly dimensions = [4];

  constructor(channels: number, options: BatchNormOptions = {}) {
    super(channels, options);
  }
}
