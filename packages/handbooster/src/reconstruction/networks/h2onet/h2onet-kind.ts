import { noGrad } from '@handbooster/torch';
import type { NetworkKind } from '../network-kind.js';
import { H2ONet, type H2ONetOutput } from './h2onet.js';
import { h2oNetLosses, h2oNetTarget } from './losses.js';

export const h2oNetKind: NetworkKind = {
  inputSizes: [128],
  cost: 22,
  parameters: 26_436_977,
  create: (hand, _, levels) => new H2ONet(hand, { levels }),
  made: (network) => network instanceof H2ONet,
  loss: (output, { pose, betas, joints2d, layer, faces }) => {
    const target = noGrad(() => h2oNetTarget(layer, pose, betas, joints2d));
    return h2oNetLosses(output as H2ONetOutput, target, faces).total;
  },
  endOfEncoder: (network) => (network as H2ONet).backbone.midProj,
  // The release's on DexYCB: 76 epochs, the rate dropped after the 60th.
  published: { learningRate: 1e-4, schedule: { drops: [60 / 76], gamma: 0.1 }, clip: 0 },
  official: { mark: 'decoder3d.rot_reg.fc_block.6.weight', inputSize: () => 128 },
};
