import { nn, type Tensor } from '@handbooster/torch';

/**
 * ResNet's bottleneck (He et al. 2016) with leaky ReLUs, as HandOccNet has it; the stride is in the 3x3
 * convolution.
 */
export class Bottleneck extends nn.Module {
  readonly conv1: nn.Conv2d;
  readonly bn1: nn.BatchNorm2d;
  readonly conv2: nn.Conv2d;
  readonly bn2: nn.BatchNorm2d;
  readonly conv3: nn.Conv2d;
  readonly bn3: nn.BatchNorm2d;
  readonly downsample: nn.Sequential | null;

  constructor(from: number, width: number, stride: number) {
    super();
    const to = 4 * width;
    this.conv1 = new nn.Conv2d(from, width, 1, { bias: false });
    this.bn1 = new nn.BatchNorm2d(width);
    this.conv2 = new nn.Conv2d(width, width, 3, { stride, padding: 1, bias: false });
    this.bn2 = new nn.BatchNorm2d(width);
    this.conv3 = new nn.Conv2d(width, to, 1, { bias: false });
    this.bn3 = new nn.BatchNorm2d(to);
    const changes = from !== to || stride !== 1;
    this.downsample = changes
      ? new nn.Sequential(new nn.Conv2d(from, to, 1, { stride, bias: false }), new nn.BatchNorm2d(to))
      : null;
  }

  forward(x: Tensor): Tensor {
    const first = this.bn1.forward(this.conv1.forward(x)).leakyRelu_();
    const second = this.bn2.forward(this.conv2.forward(first)).leakyRelu_();
    const third = this.bn3.forward(this.conv3.forward(second));
    return third.add_(this.downsample?.forward(x) ?? x).leakyRelu_();
  }
}

/** (B, 3, S, S) -> (B, 64, S/4, S/4) */
export function resNetStem(): nn.Sequential {
  return new nn.Sequential(
    new nn.Conv2d(3, 64, 7, { stride: 2, padding: 3, bias: false }),
    new nn.BatchNorm2d(64),
    new nn.LeakyReLU(0.01, true),
    new nn.MaxPool2d(3, { stride: 2, padding: 1 }),
  );
}

/**
 * `blocks` bottlenecks, the first of them with the stride; wrapped once more, because the official names are.
 */
export function resNetStage(from: number, width: number, blocks: number, stride: number): nn.Sequential {
  return new nn.Sequential(
    new nn.Sequential(
      ...Array.from({ length: blocks }, (_, i) =>
        i === 0 ? new Bottleneck(from, width, stride) : new Bottleneck(4 * width, width, 1),
      ),
    ),
  );
}
