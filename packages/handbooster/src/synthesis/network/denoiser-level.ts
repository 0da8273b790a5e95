import { cat, nn, ops, type Tensor } from '@handbooster/torch';
import type { ResidualBlock } from './residual-block.js';

/** Blocks, attention, and the change of resolution of one level, under the names 0, 1, 2, ... */
export class DenoiserLevel extends nn.ModuleList {
  readonly #blocks: ResidualBlock[];
  readonly #attention: nn.Module;
  readonly #resample: nn.Module;

  constructor(blocks: ResidualBlock[], attention: nn.Module, resample: nn.Module) {
    super([...blocks, attention, resample]);
    this.#blocks = blocks;
    this.#attention = attention;
    this.#resample = resample;
  }

  /**
   * Pushes what each block leaves as a skip connection (the last one's after attention), and lowers the
   * resolution.
   */
  down(x: Tensor, embedding: Tensor, skips: Tensor[]): Tensor {
    let hidden = x;
    this.#blocks.forEach((block, index) => {
      hidden = block.forward(hidden, embedding);
      if (index === this.#blocks.length - 1) hidden = this.#attention.forward(hidden) as Tensor;
      skips.push(hidden);
    });
    return this.#resample.forward(hidden) as Tensor;
  }

  /** Takes a skip connection before each block, and raises the resolution. */
  up(x: Tensor, embedding: Tensor, skips: Tensor[]): Tensor {
    let hidden = x;
    for (const block of this.#blocks) hidden = block.forward(cat([hidden, skips.pop()!], 1), embedding);
    hidden = this.#attention.forward(hidden) as Tensor;
    return this.#resample.forward(hidden) as Tensor;
  }
}

/** Every pixel becomes 2 x 2. */
export class DoubleSize extends nn.Module {
  forward(x: Tensor): Tensor {
    return ops.upsampleNearest2d(x, [2 * x.shape[2], 2 * x.shape[3]]);
  }
}
