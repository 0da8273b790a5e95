import type { Tensor } from '@handbooster/torch';
import type { TrainingLabels, TrainingLoss } from '../networks/network-kind.js';
import type { ReconstructionOutput } from '../networks/reconstruction-network.js';

/**
 * The loss of a batch whose first `real` items are real and whose others are synthetic, a synthetic one
 * counting `syntheticWeight`, with a loss of its own where one is given: the mean over items, weighted, so
 * that the size of a step does not change with the weight.
 */
export function mixedLoss(
  lossOf: TrainingLoss,
  output: ReconstructionOutput,
  labels: TrainingLabels,
  real: number,
  syntheticWeight: number,
  syntheticLossOf: TrainingLoss = lossOf,
): Tensor {
  const count = labels.pose.shape[0];
  if (real === count || (real > 0 && syntheticWeight === 1 && syntheticLossOf === lossOf)) {
    return lossOf(output, labels);
  }
  if (real === 0) return syntheticLossOf(output, labels);
  const part = (loss: TrainingLoss, first: number, last: number) => {
    const cut = <T extends object>(fields: T) =>
      Object.fromEntries(
        Object.entries(fields).map(([name, value]) => [name, (value as Tensor).slice(0, first, last)]),
      ) as unknown as T;
    const { layer, faces, ...batched } = labels;
    return loss(cut(output), { ...cut(batched), layer, faces });
  };
  const weight = (count - real) * syntheticWeight;
  return part(lossOf, 0, real)
    .mul(real)
    .add(part(syntheticLossOf, real, count).mul(weight))
    .div(real + weight);
}
