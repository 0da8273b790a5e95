import { noGrad, ops } from '@handbooster/torch';
import type { NetworkKind } from '../network-kind.js';
import { HandOccNet, type HandOccNetOutput } from './handoccnet.js';
import { handOccNetLosses } from './losses.js';

export const handOccNetKind: NetworkKind = {
  inputSizes: [256],
  cost: 320,
  parameters: 39_319_352,
  create: (hand) => new HandOccNet(hand),
  made: (network) => network instanceof HandOccNet,
  loss: (output, { pose, betas, joints2d, layer }) => {
    const target = noGrad(() => {
      const { vertices, joints } = layer.forward(pose, betas);
      // The network's rotations stand before the mean pose, which is what a pose of zeros becomes.
      const mean = layer.absolutePose(ops.zerosLike(pose), { pca: false, flatHandMean: false });
      return { vertices, joints, pose: pose.sub(mean), betas, joints2d };
    });
    return handOccNetLosses(output as HandOccNetOutput, target).total;
  },
  endOfEncoder: (network) => (network as HandOccNet).SET,
  // The release's on DexYCB: 50 epochs, the rate a tenth less after every second one.
  published: {
    learningRate: 1e-4,
    schedule: { drops: Array.from({ length: 24 }, (_, i) => (2 * (i + 1)) / 50), gamma: 0.9 },
    clip: 0.1,
  },
  official: { mark: 'regressor.hand_regHead.betas', inputSize: () => 256 },
};
