import { noGrad } from '../../autograd/modes.js';
import type { ProcessGroup } from '../../distributed/process-group.js';
import { tensor } from '../../ops/create.js';
import * as ops from '../../ops/operators.js';

import type { Tensor } from '../../tensor/tensor.js';

/** What batch normalisation of (N, C, ...) has besides its input; all of (C). */
export interface BatchNormParts {
  weight: Tensor | null;
  bias: Tensor | null;
  runningMean: Tensor | null;
  runningVar: Tensor | null;
  /** Share of this batch in the running statistics. */
  momentum: number;
  eps: number;
}

/**
 * Batch normalisation by the statistics of all ranks' batches together, whose sizes may differ. Each rank
 * sends, for every channel, sum and sum of squares, and once the number of values; backward sends the
 * gradients of the same. They are added up in float64: a sum of squares less the square of a sum would lose
 * what a small variance beside a large mean is.
 *
 * @throws DistributedError when a rank is not heard of any more
 */
export function batchNormOverRanks(input: Tensor, ranks: ProcessGroup, parts: BatchNormParts): Tensor {
  const { weight, bias, runningMean, runningVar, momentum, eps } = parts;
  const channels = input.shape[1];
  const others = input.shape.map((_, axis) => axis).filter((axis) => axis !== 1);
  const own = input.numel / channels;
  const full = input.dtype === 'float64' ? input : input.to({ dtype: 'float32' });
  const [ownVariance, ownMean] = ops
    .varMean(full, others, false)
    .map((found) => found.to({ dtype: 'float64' }));
  const count = tensor(Float64Array.of(own), { device: input.device });
  const sums = [ownMean.mul(own), ownVariance.add(ownMean.square()).mul(own), count];
  const shared = ranks.sumOverRanks(ops.cat(sums, 0));
  const all = shared.slice(0, 2 * channels, 2 * channels + 1).detach();
  const mean = shared.slice(0, 0, channels).div(all);
  // Rounding must not make the variance of a constant channel negative.
  const variance = ops.relu(
    shared
      .slice(0, channels, 2 * channels)
      .div(all)
      .sub(mean.square()),
  );
  if (runningMean !== null && runningVar !== null) {
    noGrad(() => {
      const unbiased = variance.mul(all.div(all.sub(1)));
      for (const [kept, found] of [
        [runningMean, mean],
        [runningVar, unbiased],
      ]) {
        kept.mul_(1 - momentum).add_(found.to({ dtype: kept.dtype }).mul(momentum));
      }
    });
  }
  const gain = variance.add(eps).rsqrt();
  const scale = weight === null ? gain : gain.mul(weight.to({ dtype: 'float64' }));
  const offset = mean.mul(scale).neg();
  const shift = bias === null ? offset : offset.add(bias.to({ dtype: 'float64' }));
  const spread = (values: Tensor) =>
    values.to({ dtype: full.dtype }).reshape([1, channels, ...others.slice(1).map(() => 1)]);
  return full.mul(spread(scale)).add(spread(shift)).to({ dtype: input.dtype });
}
