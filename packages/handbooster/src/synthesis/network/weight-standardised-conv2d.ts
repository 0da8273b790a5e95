import { nn, ops, type Tensor } from '@handbooster/torch';

/**
 * A 3x3 convolution whose filters are brought to mean 0 and variance 1 (biased) before use
 * (Qiao et al., "Micro-batch training with batch-channel normalization and weight standardization", 2019).
 *
 * Over one filter that is layer normalisation without gain, so the engine does it, and its gradient, in one
 * operator.
 */
export class WeightStandardisedConv2d extends nn.Conv2d {
  /** Standardised filters kept while the weights stand still; null while they change. */
  #folded: Tensor | null = null;

  override forward(x: Tensor): Tensor {
    const full = x.dtype === 'float32' || x.dtype === 'float64';
    return ops.conv2d(x, this.#folded ?? this.standardised(full ? 1e-5 : 1e-3), this.bias, [1, 1], [1, 1]);
  }

  /** (out, in, 3, 3) the filters in use; `epsilon` is 1e-3 for features in half precision. */
  standardised(epsilon = 1e-5): Tensor {
    const weight = this.weight;
    const [filters, ...rest] = weight.shape;
    const size = rest.reduce((product, side) => product * side, 1);
    const rows = weight.reshape([filters, size]);
    return ops.layerNorm(rows, [size], undefined, undefined, epsilon).reshape(weight.shape);
  }

  /** Uses `weight` (from `standardised`) as it is until called with null. */
  fold(weight: Tensor | null): void {
    this.#folded = weight;
  }
}
