import { nn, ops, type Tensor } from '@handbooster/torch';
import { EncoderBottleneck } from './pre-activation-bottleneck.js';

/** Heat maps and features to one vector: (B, 21, S, S) and (B, 256, S, S) -> (B, S * S) for S = 32. */
export class HandEncoder extends nn.Module {
  readonly heatmapConv = new nn.Conv2d(21, 256, 1);
  readonly encodingConv = new nn.Conv2d(256, 256, 1);
  readonly reg = new nn.Sequential(...Array.from({ length: 8 }, () => new EncoderBottleneck()));

  forward(heatmaps: Tensor, encoding: Tensor): Tensor {
    let x = this.heatmapConv.forward(heatmaps).add(this.encodingConv.forward(encoding));
    let count = 0;
    for (const unit of this.reg) {
      x = unit.forward(x) as Tensor;
      count++;
      if (count % 2 === 0) x = ops.maxPool2d(x, [2, 2], [2, 2]);
    }
    return x.flatten(1);
  }
}
