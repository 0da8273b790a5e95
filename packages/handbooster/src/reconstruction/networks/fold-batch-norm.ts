import { nn, noGrad, scope, type Tensor } from '@handbooster/torch';
import { EncoderBottleneck, PreActivationBottleneck } from './handoccnet/pre-activation-bottleneck.js';
import { Bottleneck } from './handoccnet/resnet-stage.js';
import { SpatialGate } from './handoccnet/spatial-gate.js';

type Linear = nn.Conv2d | nn.Linear;
type Norm = nn.BatchNorm1d | nn.BatchNorm2d;

/**
 * Takes every batch normalisation that directly follows a convolution or linear map into that map's weights,
 * in place: what predicts is then a third fewer layers, and the outputs differ by rounding alone. The network
 * can no longer be trained, nor saved under its names: fold a network that was loaded for predicting.
 *
 * The first normalisation of a pre-activation block stays: it stands before a non-linearity, on a sum.
 *
 * @returns how many were taken in.
 */
export function foldBatchNorm(network: nn.Module): number {
  network.eval();
  const pairs = [...network.modules()].flatMap(pairsOf);
  for (const [map, norm] of pairs) fold(map, norm);
  return pairs.length;
}

/** Maps with the normalisations of their outputs, among a module's own parts. */
function pairsOf(module: nn.Module): [Linear, Norm][] {
  if (module instanceof Bottleneck) {
    return [
      [module.conv1, module.bn1],
      [module.conv2, module.bn2],
      [module.conv3, module.bn3],
    ];
  }
  if (module instanceof PreActivationBottleneck) {
    return [
      [module.conv1, module.bn2],
      [module.conv2, module.bn3],
    ];
  }
  if (module instanceof EncoderBottleneck) {
    return [
      [module.conv1, module.bn1],
      [module.conv2, module.bn2],
    ];
  }
  if (module instanceof SpatialGate) return [[module.conv, module.bn]];
  if (!(module instanceof nn.Sequential)) return [];
  const items = [...module];
  return items.flatMap((item, i): [Linear, Norm][] => {
    const next = items[i + 1];
    const isMap = item instanceof nn.Conv2d || item instanceof nn.Linear;
    return isMap && (next instanceof nn.BatchNorm2d || next instanceof nn.BatchNorm1d) ? [[item, next]] : [];
  });
}

/**
 * w' = w g / sqrt(v + eps), b' = (b - m) g / sqrt(v + eps) + o; the normalisation then gives back its input.
 */
function fold(map: Linear, norm: Norm): void {
  const { weight: gain, bias: offset, runningMean, runningVar } = norm;
  if (gain === null || offset === null || runningMean === null || runningVar === null) {
    throw new RangeError('foldBatchNorm: a normalisation without gain, offset or running statistics');
  }
  scope(() =>
    noGrad(() => {
      const scale = gain.div(runningVar.add(norm.eps).sqrt());
      const shape = [-1, ...map.weight.shape.slice(1).map(() => 1)];
      map.weight.mul_(scale.reshape(shape));
      const before = map.bias === null ? runningMean.neg() : map.bias.sub(runningMean);
      const bias = nn.parameter(before.mul(scale).add(offset).clone(), { requiresGrad: false });
      map.bias?.dispose();
      Object.assign(map, { bias });
    }),
  );
  norm.forward = (input: Tensor) => input;
}
