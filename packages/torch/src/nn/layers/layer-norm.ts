import { ones, zeros } from '../../ops/create.js';
import * as ops from '../../ops/operators.js';
import type { Tensor } from '../../tensor/tensor.js';
import { parameter } from '../parameter.js';
import { checkSize, Layer, type LayerOptions } from './layer.js';

export interface LayerNormOptions extends LayerOptions {
  eps?: number;
  /** Learned gain and offset. */
  affine?: boolean;
  /** Whether there is an offset beside the gain. */
  bias?: boolean;
}

export const LAYER_NORM_DEFAULTS = { eps: 1e-5, affine: true, bias: true } satisfies LayerNormOptions;

/** Normalisation over the last dimensions (Ba et al. 2016). */
export class LayerNorm extends Layer {
  readonly weight: Tensor | null;
  readonly bias: Tensor | null;
  readonly eps: number;
  readonly #shape: number[];

  /** @param shape sizes of the last dimensions; one number for the last alone. */
  constructor(shape: number | readonly number[], options: LayerNormOptions = {}) {
    super();
    const settings = { ...LAYER_NORM_DEFAULTS, ...options };
    this.#shape = typeof shape === 'number' ? [shape] : [...shape];
    for (const size of this.#shape) checkSize(size, 'LayerNorm shape');
    this.eps = settings.eps;
    this.weight = settings.affine ? parameter(ones(this.#shape, options)) : null;
    this.bias = settings.affine && settings.bias ? parameter(zeros(this.#shape, options)) : null;
  }

  forward(input: Tensor): Tensor {
    return ops.layerNorm(input, this.#shape, this.weight, this.bias, this.eps);
  }
}
