import { cat, nn, type Tensor } from '@handbooster/torch';

/**
 * A map in 0 ... 1 of where the hand is seen, from the maximum and the mean over channels: (B, C, H, W) ->
 * (B, 1, H, W).
 */
export class SpatialGate extends nn.Module {
  readonly conv = new nn.Conv2d(2, 1, 7, { padding: 3, bias: false });
  readonly bn = new nn.BatchNorm2d(1, { momentum: 0.01 });

  forward(x: Tensor): Tensor {
    const pooled = cat([x.amax([1], true), x.mean([1], true)], 1);
    return this.bn.forward(this.conv.forward(pooled)).sigmoid();
  }
}

/** Parts features into those of the hand and those of what occludes it (Park et al. 2022, Sec. 3.1). */
export class FeatureSplit extends nn.Module {
  readonly spatial = new SpatialGate();

  forward(x: Tensor): [primary: Tensor, secondary: Tensor] {
    const gate = this.spatial.forward(x);
    return [x.mul(gate), x.mul(gate.rsub(1))];
  }
}
