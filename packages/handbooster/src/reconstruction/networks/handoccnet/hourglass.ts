import { nn, ops, type Tensor } from '@handbooster/torch';
import { PreActivationBottleneck } from './pre-activation-bottleneck.js';

const DEPTH = 4;

const unit = () => new nn.Sequential(new PreActivationBottleneck());

/** Stacked hourglass of depth four (Newell et al. 2016): (B, 256, S, S) -> the same. */
export class Hourglass extends nn.Module {
  /** Of each depth: the skip, the way down, the way up; of the deepest also the bottom. */
  readonly hg: nn.ModuleList<nn.ModuleList<nn.Sequential>>;

  constructor() {
    super();
    this.hg = new nn.ModuleList(
      ...Array.from(
        { length: DEPTH },
        (_, depth) => new nn.ModuleList(...Array.from({ length: depth === 0 ? 4 : 3 }, unit)),
      ),
    );
  }

  forward(x: Tensor): Tensor {
    return this.#level(DEPTH - 1, x);
  }

  #level(depth: number, x: Tensor): Tensor {
    const units = this.hg.at(depth) as nn.ModuleList<nn.Sequential>;
    const [skip, down, up, bottom] = units;
    const low = down.forward(ops.maxPool2d(x, [2, 2], [2, 2]));
    const middle = depth > 0 ? this.#level(depth - 1, low) : bottom.forward(low);
    return skip.forward(x).add(ops.upsampleNearest2d(up.forward(middle), x.shape.slice(2)));
  }
}
