import { nn, Random, type Tensor } from '@handbooster/torch';

/**
 * Gives every batch normalisation gains, offsets and statistics as a training leaves them: far from one and
 * zero.
 */
export function shakeNorms(network: nn.Module): void {
  const random = new Random(6, 'shake');
  for (const module of network.modules()) {
    if (!(module instanceof nn.BatchNorm2d || module instanceof nn.BatchNorm1d)) continue;
    const fill = (target: Tensor | null, low: number, high: number) =>
      target?.copyFrom(Float32Array.from({ length: target.numel }, () => random.uniform(low, high)));
    fill(module.weight, 0.6, 1.4);
    fill(module.bias, -0.2, 0.2);
    fill(module.runningMean, -0.2, 0.2);
    fill(module.runningVar, 0.5, 1.5);
  }
}
