import { noGrad } from '../../autograd/modes.js';
import { empty } from '../../ops/create.js';
import * as ops from '../../ops/operators.js';
import { scope } from '../../tensor/scope.js';
import type { Tensor } from '../../tensor/tensor.js';
import { normal_ } from '../init.js';
import { initialRandom } from '../initial-random.js';
import { parameter } from '../parameter.js';
import { checkSize, Layer, type LayerOptions } from './layer.js';

export interface EmbeddingOptions extends LayerOptions {
  /** A row that begins as zeros and gets no gradient. */
  paddingIndex?: number;
}

/** A learned vector for each of `count` indices: int64 (...) -> (..., width). Rows begin standard normal. */
export class Embedding extends Layer {
  /** (count, width) */
  readonly weight: Tensor;
  readonly paddingIndex: number;

  constructor(count: number, width: number, options: EmbeddingOptions = {}) {
    super();
    checkSize(count, 'Embedding count');
    checkSize(width, 'Embedding width');
    const { paddingIndex = -1 } = options;
    if (
      options.paddingIndex !== undefined &&
      !(Number.isInteger(paddingIndex) && paddingIndex >= 0 && paddingIndex < count)
    ) {
      throw new RangeError(`Embedding paddingIndex: expected 0 ... ${count - 1}, found ${paddingIndex}`);
    }
    this.paddingIndex = paddingIndex;
    this.weight = parameter(empty([count, width], options));
    normal_(this.weight, 0, 1, { random: initialRandom(options.random) });
    if (paddingIndex >= 0) scope(() => noGrad(() => void this.weight.select(0, paddingIndex).fill_(0)));
  }

  forward(indices: Tensor): Tensor {
    return ops.embedding(this.weight, indices, this.paddingIndex);
  }
}
