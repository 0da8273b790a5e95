import { nn, ops, type Tensor } from '@handbooster/torch';
import { DenseBlock, DenseBlock2, DenseBlock2NoExpand } from './dense-blocks.js';
import { MobileUnit, SenetBlock } from './layers.js';

const half = (x: Tensor) => ops.avgPool2d(x, [2, 2], [2, 2]);
const double = (x: Tensor) =>
  ops.upsampleNearest2d(
    x,
    x.shape.slice(2).map((size) => 2 * size),
  );
const thrink = (from: number, to: number) =>
  new nn.Sequential(new MobileUnit(from, to, 1), new MobileUnit(to, to, 2));
/** The last one narrows in its second unit. */
const thrinkLast = (from: number, to: number) =>
  new nn.Sequential(new MobileUnit(from, from, 1), new MobileUnit(from, to, 2));

/** The first hourglass of MobRecon's backbone: (B, 128, S, S) -> (B, 24, S, S). */
export class DenseStack extends nn.Module {
  readonly dense1 = new DenseBlock2(128);
  readonly senet1 = new SenetBlock(256);
  readonly dense2 = new DenseBlock(256);
  readonly senet2 = new SenetBlock(512);
  readonly dense3 = new DenseBlock(512);
  /** In the official parameters, but its output is not used. */
  readonly senet3 = new SenetBlock(1024);
  readonly thrink1 = thrink(1024, 512);
  readonly senet4 = new SenetBlock(512);
  readonly thrink2 = thrink(512, 256);
  readonly senet5 = new SenetBlock(256);
  readonly thrink3 = thrinkLast(256, 24);
  readonly senet6 = new SenetBlock(24);

  forward(x: Tensor): Tensor {
    const d1 = half(this.senet1.forward(this.dense1.forward(x)));
    const d2 = half(this.senet2.forward(this.dense2.forward(d1)));
    const d3 = half(this.dense3.forward(d2));
    const u1 = double(this.senet4.forward(this.thrink1.forward(d3)));
    const u2 = double(this.senet5.forward(this.thrink2.forward(d2.add(u1))));
    const u3 = this.senet6.forward(this.thrink3.forward(d1.add(u2)));
    return ops.upsampleBilinear2d(u3, x.shape.slice(2), true);
  }
}

/** The narrowing half that the second hourglass and H2ONet's third stack share. */
abstract class DenseEncoder extends nn.Module {
  readonly dense1 = new DenseBlock2(128);
  readonly senet1 = new SenetBlock(256);
  readonly dense2 = new DenseBlock(256);
  readonly senet2 = new SenetBlock(512);
  readonly dense3 = new DenseBlock(512);
  readonly senet3 = new SenetBlock(1024);
  readonly dense4 = new DenseBlock2NoExpand(1024);
  readonly dense5 = new DenseBlock2NoExpand(1024);

  /** (B, 128, S, S) -> (B, 256, S/2, S/2), (B, 512, S/4, S/4), (B, 1024, S/8, S/8) */
  protected encode(x: Tensor): [Tensor, Tensor, Tensor] {
    const d1 = half(this.senet1.forward(this.dense1.forward(x)));
    const d2 = half(this.senet2.forward(this.dense2.forward(d1)));
    const d3 = half(this.senet3.forward(this.dense3.forward(d2)));
    return [d1, d2, this.dense5.forward(this.dense4.forward(d3))];
  }
}

/** The second one: (B, 128, S, S) -> (B, 24, S/2, S/2) and the latent (B, 1024, S/8, S/8). */
export class DenseStack2 extends DenseEncoder {
  readonly thrink1 = thrink(1024, 512);
  readonly senet4 = new SenetBlock(512);
  readonly thrink2 = thrink(512, 256);
  readonly senet5 = new SenetBlock(256);
  readonly thrink3 = thrinkLast(256, 24);
  readonly senet6 = new SenetBlock(24);

  forward(x: Tensor): [features: Tensor, latent: Tensor] {
    const [d1, d2, d4] = this.encode(x);
    const u1 = double(this.senet4.forward(this.thrink1.forward(d4)));
    const u2 = double(this.senet5.forward(this.thrink2.forward(d2.add(u1))));
    const u3 = this.senet6.forward(this.thrink3.forward(d1.add(u2)));
    return [u3, d4];
  }
}

/** H2ONet's third stack, the narrowing half alone: (B, 128, S, S) -> (B, 1024, S/8, S/8). */
export class DenseStack3 extends DenseEncoder {
  forward(x: Tensor): Tensor {
    return this.encode(x)[2];
  }
}
