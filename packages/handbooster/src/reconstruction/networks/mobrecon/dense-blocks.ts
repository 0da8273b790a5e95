import { cat, nn, type Tensor } from '@handbooster/torch';
import { MobileUnit } from './layers.js';

/** Two units that each add half the width: C -> 2C. */
export class DenseBlock2 extends nn.Module {
  readonly conv1: MobileUnit;
  readonly conv2: MobileUnit;

  constructor(channels: number) {
    super();
    const grown = channels / 2;
    this.conv1 = new MobileUnit(channels, grown);
    this.conv2 = new MobileUnit(channels + grown, grown);
  }

  forward(x: Tensor): Tensor {
    const first = this.conv1.forward(x);
    const second = this.conv2.forward(cat([x, first], 1));
    return cat([x, first, second], 1);
  }
}

/** Four units that each add a quarter of the width: C -> 2C. */
export class DenseBlock extends nn.Module {
  readonly conv1: MobileUnit;
  readonly conv2: MobileUnit;
  readonly conv3: MobileUnit;
  readonly conv4: MobileUnit;

  constructor(channels: number) {
    super();
    const grown = channels / 4;
    this.conv1 = new MobileUnit(channels, grown);
    this.conv2 = new MobileUnit(channels + grown, grown);
    this.conv3 = new MobileUnit(channels + 2 * grown, grown);
    this.conv4 = new MobileUnit(channels + 3 * grown, grown);
  }

  forward(x: Tensor): Tensor {
    let features = x;
    for (const unit of [this.conv1, this.conv2, this.conv3, this.conv4]) {
      features = cat([features, unit.forward(features)], 1);
    }
    return features;
  }
}

/** Two units whose outputs replace the input: C -> C. */
export class DenseBlock2NoExpand extends nn.Module {
  readonly conv1: MobileUnit;
  readonly conv2: MobileUnit;

  constructor(channels: number) {
    super();
    this.conv1 = new MobileUnit(channels, (channels * 3) / 4);
    this.conv2 = new MobileUnit((channels * 7) / 4, channels / 4);
  }

  forward(x: Tensor): Tensor {
    const first = this.conv1.forward(x);
    return cat([first, this.conv2.forward(cat([x, first], 1))], 1);
  }
}
