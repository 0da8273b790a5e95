import { nn, ones, ops, type Tensor } from '@handbooster/torch';
import { fullPrecision } from './full-precision.js';

/** Layer normalisation over the channels at each pixel: biased variance, a gain, no bias. */
export class ChannelNorm extends nn.Module {
  /** (1, C, 1, 1) */
  readonly g: Tensor;

  constructor(channels: number) {
    super();
    this.g = nn.parameter(ones([1, channels, 1, 1]));
  }

  /** (B, C, H, W) -> (B, C, H, W). */
  forward(x: Tensor): Tensor {
    const [batch, channels, height, width] = x.shape;
    const pixels = x.permute([0, 2, 3, 1]).reshape([batch, height * width, channels]);
    return this.rows(pixels).reshape([batch, height, width, channels]).permute([0, 3, 1, 2]);
  }

  /** The same on pixels in rows: (B, N, C) -> (B, N, C). */
  rows(pixels: Tensor): Tensor {
    const channels = this.g.shape[1];
    const { dtype } = pixels;
    const epsilon = dtype === 'float32' || dtype === 'float64' ? 1e-5 : 1e-3;
    return ops.layerNorm(fullPrecision(pixels), [channels], this.g.reshape([channels]), undefined, epsilon);
  }
}
