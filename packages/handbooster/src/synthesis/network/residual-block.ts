import { isGradEnabled, nn, ops, scope, type Tensor } from '@handbooster/torch';
import { fullPrecision } from './full-precision.js';
import { WeightStandardisedConv2d } from './weight-standardised-conv2d.js';

/** Standardised convolution, group normalisation, [scale and shift], SiLU. */
class ConvolutionBlock extends nn.Module {
  readonly proj: WeightStandardisedConv2d;
  readonly norm: nn.GroupNorm;

  constructor(input: number, output: number, groups: number) {
    super();
    this.proj = new WeightStandardisedConv2d(input, output, 3, { padding: 1 });
    this.norm = new nn.GroupNorm(groups, output);
  }

  /** (B, input, H, W) -> (B, output, H, W), before scale, shift and SiLU. */
  normalised(x: Tensor): Tensor {
    return this.norm.forward(fullPrecision(this.proj.forward(x)));
  }

  forward(x: Tensor): Tensor {
    const normalised = this.normalised(x);
    return isGradEnabled() ? ops.silu(normalised) : ops.silu_(normalised);
  }
}

/** Two convolution blocks around a shortcut; the embedding scales and shifts the first. */
export class ResidualBlock extends nn.Module {
  readonly mlp: nn.Sequential;
  readonly block1: ConvolutionBlock;
  readonly block2: ConvolutionBlock;
  readonly resConv: nn.Conv2d | null;

  constructor(input: number, output: number, embedding: number, groups: number) {
    super();
    this.mlp = new nn.Sequential(new nn.SiLU(), new nn.Linear(embedding, 2 * output));
    this.block1 = new ConvolutionBlock(input, output, groups);
    this.block2 = new ConvolutionBlock(output, output, groups);
    this.resConv = input === output ? null : new nn.Conv2d(input, output, 1);
  }

  /**
   * @param x (B, input, H, W).
   * @param embedding (n B, embedding). With n > 1 the result has n B rows, row k B + i from x's row i: what
   * does not
   *   depend on the embedding is computed once.
   */
  forward(x: Tensor, embedding: Tensor): Tensor {
    // What is made on the way is freed here, but for what the gradient needs: less memory at once, and the
    // same again.
    return scope(() => this.#forward(x, embedding));
  }

  #forward(x: Tensor, embedding: Tensor): Tensor {
    const branches = embedding.shape[0] / x.shape[0];
    const [scale, shift] = ops.chunk(this.mlp.forward(embedding).unsqueeze(-1).unsqueeze(-1), 2, 1);
    const normalised = repeatBatch(this.block1.normalised(x), branches);
    const gain = scale.add(1);
    // Where no gradient will ask for them, steps between are overwritten: less memory to write and to find.
    const hidden = isGradEnabled()
      ? ops.silu(normalised.mul(gain).add_(shift))
      : ops.silu_(normalised.mul_(gain).add_(shift));
    const shortcut = repeatBatch(this.resConv ? this.resConv.forward(x) : x, branches);
    return this.block2.forward(hidden).add_(shortcut);
  }
}

/** (B, ...) -> (n B, ...), the batch n times. */
export function repeatBatch(x: Tensor, times: number): Tensor {
  return times === 1 ? x : ops.cat(Array<Tensor>(times).fill(x), 0);
}
