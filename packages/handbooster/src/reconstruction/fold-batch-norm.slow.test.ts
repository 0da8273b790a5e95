import { memory, nn, noGrad, Random, scope, setThreads, type Tensor, tensor } from '@handbooster/torch';
import { describe, expect, it } from 'vitest';
import { loadBuiltinHand } from '../hand/index.js';
import { foldBatchNorm } from './fold-batch-norm.js';
import { createNetwork, type NetworkName } from './network-file.js';

setThreads(1);
const hand = loadBuiltinHand();

/** Gains, offsets and statistics as a training leaves them: far from one and zero. */
function shake(network: nn.Module): void {
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

describe('folding normalisations into the maps before them', () => {
  const cases: [NetworkName, number, number][] = [
    ['mobrecon-s', 64, 0],
    // With MobRecon's backbone and decoder inside.
    ['h2onet', 128, 0],
    // The first of each pre-activation block: 14 of the hourglass and after it, 8 of the encoder.
    ['handoccnet', 256, 22],
  ];
  it.each(cases)('%s predicts the same to 1e-5', (name, size, left) => {
    const before = memory().tensors;
    scope(() => {
      const network = createNetwork(name, hand, size, 2);
      shake(network);
      network.eval();
      const image = tensor(new Random(3, 'image').fillUniform(new Float32Array(3 * size * size)), {
        shape: [1, 3, size, size],
      });
      const predict = () => {
        const { vertices, joints, joints2d } = noGrad(() => network.forward(image));
        return [vertices, joints, joints2d].map((x) => x.toFloat32());
      };
      const [vertices, joints, joints2d] = predict();
      const norms = network
        .modules()
        .filter((module) => module instanceof nn.BatchNorm2d || module instanceof nn.BatchNorm1d);
      expect(norms.length - foldBatchNorm(network)).toBe(left);
      const found = predict();
      [vertices, joints, joints2d].forEach((expected, i) => {
        const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
        expect(largest).toBeGreaterThan(1e-3);
        expect(found[i]).toBeAllclose(expected, { relative: 1e-5, absolute: 1e-5 * Math.max(1, largest) });
      });
      network.dispose();
    });
    expect(memory().tensors).toBe(before);
  });
});
