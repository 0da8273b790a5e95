import { nn, type Tensor } from '@handbooster/torch';

/**
 * Three times normalisation, leaky ReLU and convolution (1x1, 3x3, 1x1), plus the input: (B, 256, H, W) ->
 * the same.
 */
export class PreActivationBottleneck extends nn.Module {
  readonly bn1 = new nn.BatchNorm2d(256);
  readonly conv1 = new nn.Conv2d(256, 128, 1);
  readonly bn2 = new nn.BatchNorm2d(128);
  readonly conv2 = new nn.Conv2d(128, 128, 3, { padding: 1 });
  readonly bn3 = new nn.BatchNorm2d(128);
  readonly conv3 = new nn.Conv2d(128, 256, 1);

  forward(x: Tensor): Tensor {
    const first = this.conv1.forward(this.bn1.forward(x).leakyRelu());
    const second = this.conv2.forward(this.bn2.forward(first).leakyRelu());
    return this.conv3.forward(this.bn3.forward(second).leakyRelu()).add(x);
  }
}

/** The same with the names of the hand encoder, whose normalisations count from no number. */
export class EncoderBottleneck extends nn.Module {
  readonly bn = new nn.BatchNorm2d(256);
  readonly conv1 = new nn.Conv2d(256, 128, 1);
  readonly bn1 = new nn.BatchNorm2d(128);
  readonly conv2 = new nn.Conv2d(128, 128, 3, { padding: 1 });
  readonly bn2 = new nn.BatchNorm2d(128);
  readonly conv3 = new nn.Conv2d(128, 256, 1);

  forward(x: Tensor): Tensor {
    const first = this.conv1.forward(this.bn.forward(x).leakyRelu());
    const second = this.conv2.forward(this.bn1.forward(first).leakyRelu());
    return this.conv3.forward(this.bn2.forward(second).leakyRelu()).add(x);
  }
}
