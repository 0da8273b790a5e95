import { empty } from '../../ops/create.js';
import * as ops from '../../ops/operators.js';
import type { Tensor } from '../../tensor/tensor.js';
import { uniform_ } from '../init.js';
import { initialRandom } from '../initial-random.js';
import { parameter } from '../parameter.js';
import { checkSize, Layer, type LayerOptions } from './layer.js';

export interface LinearOptions extends LayerOptions {
  bias?: boolean;
}

/** y = x weight^T + bias on the last dimension. Weights begin uniform on +-1/sqrt(inputs), as PyTorch's. */
export class Linear extends Layer {
  /** (outputs, inputs) */
  readonly weight: Tensor;
  /** (outputs) */
  readonly bias: Tensor | null;

  constructor(inputs: number, outputs: number, options: LinearOptions = {}) {
    super();
    checkSize(inputs, 'Linear inputs');
    checkSize(outputs, 'Linear outputs');
    const random = initialRandom(options.random);
    const bound = 1 / Math.sqrt(inputs);
    this.weight = parameter(empty([outputs, inputs], options));
    uniform_(this.weight, -bound, bound, { random });
    this.bias = options.bias === false ? null : parameter(empty([outputs], options));
    if (this.bias !== null) uniform_(this.bias, -bound, bound, { random });
  }

  forward(input: Tensor): Tensor {
    return ops.linear(input, this.weight, this.bias);
  }
}
