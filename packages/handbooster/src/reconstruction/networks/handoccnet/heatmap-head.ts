import { cat, full, nn, type Tensor, tensor } from '@handbooster/torch';
import { Hourglass } from './hourglass.js';
import { PreActivationBottleneck } from './pre-activation-bottleneck.js';

/** 1x1 convolution, normalisation, leaky ReLU; named `block.0`, `block.1`. */
class ConvBlock extends nn.Module {
  readonly block = new nn.Sequential(
    new nn.Conv2d(256, 256, 1),
    new nn.BatchNorm2d(256),
    new nn.LeakyReLU(0.01, true),
  );

  forward(x: Tensor): Tensor {
    return this.block.forward(x);
  }
}

/** 2D joints by heat maps: an hourglass, a score per joint and cell, and the expected place. */
export class HeatmapHead extends nn.Module {
  /** (21, 1) how sharply each joint's scores are turned into a distribution. */
  readonly betas: Tensor;
  readonly hg = new nn.ModuleList(new Hourglass());
  readonly res = new nn.ModuleList(new nn.Sequential(new PreActivationBottleneck()));
  readonly fc = new nn.ModuleList(new ConvBlock());
  readonly score = new nn.ModuleList(new nn.Conv2d(256, 21, 1));

  /** @param size cells along each side of the maps. */
  constructor(size: number) {
    super();
    this.betas = nn.parameter(full([21, 1], 1));
    const centre = (i: number) => (i + 0.5) / size;
    const cells = { length: size * size };
    const columns = Float32Array.from(cells, (_, i) => centre(i % size));
    const rows = Float32Array.from(cells, (_, i) => centre(Math.floor(i / size)));
    this.registerBuffer('uu', tensor(columns, { shape: [size, size] }));
    this.registerBuffer('vv', tensor(rows, { shape: [size, size] }));
  }

  /**
   * @param x (B, 256, S, S).
   * @returns heat maps (B, 21, S, S) that sum to 1, features (B, 256, S, S), joints (B, 21, 2) in units of
   * the map's side.
   */
  forward(x: Tensor): [heatmaps: Tensor, encoding: Tensor, joints: Tensor] {
    const encoding = first(this.fc).forward(first(this.res).forward(first(this.hg).forward(x)));
    const scores = first(this.score).forward(encoding);
    const heatmaps = scores.flatten(2).mul(this.betas).softmax(-1);
    const places = [this.buffer('uu'), this.buffer('vv')].map((centres) =>
      heatmaps.matmul(centres.reshape([-1, 1])),
    );
    return [heatmaps.reshape(scores.shape), encoding, cat(places, -1)];
  }
}

function first<T extends nn.Module>(list: nn.ModuleList<T>): T {
  return list.at(0) as T;
}
