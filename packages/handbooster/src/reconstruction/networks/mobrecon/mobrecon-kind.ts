import { noGrad } from '@handbooster/torch';
import type { NetworkKind } from '../network-kind.js';
import { mobReconLosses } from './losses.js';
import { MobRecon } from './mobrecon.js';

/** MobRecon with SpiralConv, as the release has it. */
export const mobReconKind: NetworkKind = {
  inputSizes: [128, 256],
  cost: 16,
  parameters: 9_624_344,
  create: (hand, inputSize, levels) => new MobRecon(hand, { inputSize, levels, conv: 'spiral' }),
  made: (network) => network instanceof MobRecon,
  loss: (output, { pose, betas, joints2d, layer, faces }) => {
    const vertices = noGrad(() => layer.forward(pose, betas).vertices);
    return mobReconLosses(output, { vertices, joints2d }, faces).total;
  },
  endOfEncoder: (network) => (network as MobRecon).backbone.midProj,
  // The release's on DexYCB: 76 epochs, the rate dropped after the 60th.
  published: { learningRate: 1e-3, schedule: { drops: [60 / 76], gamma: 0.1 }, clip: 0.1 },
  official: {
    mark: 'decoder3d.head.layer.weight',
    inputSize: (weights) => (weights.get('backbone.mid_proj.0.weight')?.shape[0] === 1024 ? 256 : 128),
  },
};

/** MobRecon with DSConv, as the paper counts its weights. */
export const mobReconDsKind: NetworkKind = {
  ...mobReconKind,
  cost: 12,
  parameters: 8_761_365,
  create: (hand, inputSize, levels) => new MobRecon(hand, { inputSize, levels, conv: 'ds' }),
  official: {
    mark: 'decoder3d.head.spatial_layer.weight',
    inputSize: (weights) => (weights.get('backbone.mid_proj.0.weight')?.shape[0] === 1024 ? 256 : 128),
  },
};
