import type { Tensor } from '@handbooster/torch';
import type { TrainingLabels, TrainingLoss } from '../networks/network-kind.js';
import type { ReconstructionOutput } from '../networks/reconstruction-network.js';

/**
 * The loss of a batch whose first `real` items are real and whose others are synthetic, a synthetic one counting
 * `syntheticWeight`: the mean over items, weighted, so that the size of a step does not change with the weight.
 */
export function mixedLoss(
  lossOf: TrainingLoss,
  output: ReconstructionOutput,
  labels: TrainingLabels,
  real: number,
  syntheticWeight: number,
): Tensor {
  const count = labels.pose.shape[0];
  if (syntheticWeight === 1 || real === count || real === 0) return lossOf(output, labels);
  const part = (first: number, last: number) => {
    const cut = <T extends object>(fields: T) =>
      Object.fromEntries(
        Object.entries(fields).map(([name, value]) => [name, (value as Tensor).slice(0, first, last)]),
      ) as unknown as T;
    const { layer, faces, ...batched } = labels;
    return lossOf(cut(output), { ...cut(batched), layer, faces });
  };
  const weight = (count - real) * syntheticWeight;
  return part(0, real)
    .mul(real)
    .add(part(real, count).mul(weight))
    .div(real + weight);
}
