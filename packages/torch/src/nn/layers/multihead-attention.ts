import { empty, zeros } from '../../ops/create.js';
import * as ops from '../../ops/operators.js';
import type { Tensor } from '../../tensor/tensor.js';
import { xavierUniform_, zeros_ } from '../init.js';
import { initialRandom } from '../initial-random.js';
import { Module } from '../module.js';
import { parameter } from '../parameter.js';
import { checkSize, type LayerOptions } from './layer.js';
import { Linear } from './linear.js';

export interface MultiheadAttentionOptions extends LayerOptions {
  /** Probability of dropping an attention weight in training. */
  dropout?: number;
  bias?: boolean;
  /** Whether tensors are (N, L, E), rather than PyTorch's default (L, N, E). */
  batchFirst?: boolean;
}

export const MULTIHEAD_ATTENTION_DEFAULTS = {
  dropout: 0,
  bias: true,
  batchFirst: false,
} satisfies MultiheadAttentionOptions;

export interface AttentionInput {
  /** (L, S) or (N heads, L, S): added to the logits, or, when boolean, true where a key may not be seen. */
  mask?: Tensor;
  /** (N, S) boolean: true where a key is padding. */
  keyPadding?: Tensor;
  /** Gives the attention weights too, averaged over the heads. */
  needWeights?: boolean;
}

export interface AttentionOutput {
  output: Tensor;
  /** (N, L, S) where asked for. */
  weights: Tensor | null;
}

/**
 * Attention in several heads (Vaswani et al. 2017), with the parameters, names and meaning of
 * torch.nn.MultiheadAttention.
 */
export class MultiheadAttention extends Module {
  /** (3 width, width): query, key, value. */
  readonly inProjWeight: Tensor;
  readonly inProjBias: Tensor | null;
  readonly outProj: Linear;
  readonly dropout: number;
  readonly batchFirst: boolean;

  constructor(
    readonly width: number,
    readonly heads: number,
    options: MultiheadAttentionOptions = {},
  ) {
    super();
    if (checkSize(width, 'MultiheadAttention width') % checkSize(heads, 'MultiheadAttention heads') !== 0) {
      throw new RangeError(`MultiheadAttention: heads (${heads}) must divide the width (${width})`);
    }
    const settings = { ...MULTIHEAD_ATTENTION_DEFAULTS, ...options };
    this.dropout = settings.dropout;
    this.batchFirst = settings.batchFirst;
    const random = initialRandom(options.random);
    this.inProjWeight = parameter(empty([3 * width, width], options));
    xavierUniform_(this.inProjWeight, { random });
    this.inProjBias = settings.bias ? parameter(zeros([3 * width], options)) : null;
    this.outProj = new Linear(width, width, { ...options, random });
    if (this.outProj.bias !== null) zeros_(this.outProj.bias);
  }

  forward(query: Tensor, key: Tensor, value: Tensor, input: AttentionInput = {}): AttentionOutput {
    const [q, k, v] = this.#project(query, key, value).map((x) => this.#split(x));
    const mask = this.#mask(input, q, k);
    const dropout = this.training ? this.dropout : 0;
    let weights: Tensor | null = null;
    let attended: Tensor;
    if (input.needWeights) {
      const scaled = q.mul(1 / Math.sqrt(q.size(-1))).matmul(k.transpose(-2, -1));
      weights = (mask === null ? scaled : scaled.add(mask)).softmax(-1);
      if (dropout > 0) weights = ops.dropout(weights, dropout, true);
      attended = weights.matmul(v);
      weights = weights.mean([1]);
    } else {
      attended = ops.attention(q, k, v, { mask, dropout });
    }
    const joined = attended.transpose(1, 2).flatten(2);
    const output = this.outProj.forward(joined);
    return { output: this.batchFirst ? output : output.transpose(0, 1), weights };
  }

  /** The inputs, batch first, through their projections. */
  #project(query: Tensor, key: Tensor, value: Tensor): Tensor[] {
    const order = (x: Tensor) => (this.batchFirst ? x : x.transpose(0, 1));
    if (query === key && key === value) {
      return ops.linear(order(query), this.inProjWeight, this.inProjBias).chunk(3, -1);
    }
    const weights = this.inProjWeight.chunk(3, 0);
    const biases = this.inProjBias?.chunk(3, 0);
    return [query, key, value].map((x, i) => ops.linear(order(x), weights[i], biases?.[i]));
  }

  /** (N, L, E) to (N, heads, L, E / heads). */
  #split(x: Tensor): Tensor {
    return x.unflatten(-1, [this.heads, -1]).transpose(1, 2);
  }

  /** Both masks as one that is added to the logits (N, heads, L, S). */
  #mask({ mask, keyPadding }: AttentionInput, q: Tensor, k: Tensor): Tensor | null {
    let total: Tensor | null = null;
    if (mask !== undefined) {
      const added = additive(mask, q);
      total = added.ndim === 3 ? added.unflatten(0, [q.size(0), this.heads]) : added;
    }
    if (keyPadding !== undefined) {
      const padding = additive(keyPadding, q).reshape([k.size(0), 1, 1, k.size(2)]);
      total = total === null ? padding : total.add(padding);
    }
    return total;
  }
}

function additive(mask: Tensor, like: Tensor): Tensor {
  if (mask.dtype !== 'bool') return mask;
  return ops.zerosLike(mask, { dtype: like.dtype }).maskedFill(mask, Number.NEGATIVE_INFINITY);
}
