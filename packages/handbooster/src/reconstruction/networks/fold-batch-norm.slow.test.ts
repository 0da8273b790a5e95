import { memory, nn, noGrad, Random, scope, setThreads, tensor } from '@handbooster/torch';
import { describe, expect, it } from 'vitest';
import { shakeNorms } from '../../../test/support/shake-norms.js';
import { loadBuiltinHand } from '../../hand/model/builtin-hand.js';
import { createNetwork } from '../weights/network-file.js';
import { foldBatchNorm } from './fold-batch-norm.js';
import type { NetworkName } from './network-kinds.js';

setThreads(1);
const hand = loadBuiltinHand();

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
      shakeNorms(network);
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
