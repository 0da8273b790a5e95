import * as ops from '../../ops/operators.js';
import type { Generator } from '../../random/generator.js';
import type { Tensor } from '../../tensor/tensor.js';
import { Layer } from './layer.js';

export interface DropoutOptions {
  /** Where the mask comes from; the engine's default generator without. */
  generator?: Generator;
}

/** In training, zeroes each element with probability `p` and scales the others by 1 / (1 - p). */
export class Dropout extends Layer {
  /** May be set anew, for example to a generator of the step. */
  generator: Generator | undefined;

  constructor(
    readonly p = 0.5,
    options: DropoutOptions = {},
  ) {
    super();
    if (!(p >= 0 && p <= 1)) throw new RangeError(`Dropout p: expected a probability, found ${p}`);
    this.generator = options.generator;
  }

  forward(input: Tensor): Tensor {
    const { p, generator } = this;
    if (!this.training || p === 0) return input;
    if (generator === undefined || p === 1) return ops.dropout(input, p, true);
    const mask = ops.emptyLike(input).bernoulli_(1 - p, { generator });
    return input.mul(mask.div_(1 - p));
  }
}
