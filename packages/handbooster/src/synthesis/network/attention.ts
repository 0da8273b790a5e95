import { nn, ops, scope, type Tensor } from '@handbooster/torch';
import { ChannelNorm } from './channel-norm.js';

/** Shape of an attention layer. */
export interface AttentionShape {
  channels: number;
  heads: number;
  headWidth: number;
}

/**
 * Both attentions work on pixels in rows (B, N, C): their 1x1 convolutions are matrix products there, and
 * with channels last in memory no row has to be copied. The weights keep the convolutions' shape and names.
 */
abstract class RowAttention extends nn.Module {
  readonly toQkv: nn.Conv2d;
  readonly heads: number;
  readonly headWidth: number;

  constructor({ channels, heads, headWidth }: AttentionShape) {
    super();
    this.heads = heads;
    this.headWidth = headWidth;
    this.toQkv = new nn.Conv2d(channels, 3 * heads * headWidth, 1, { bias: false });
  }

  /** Queries, keys and values, each (B, heads, N, headWidth). */
  protected split(rows: Tensor): Tensor[] {
    const [batch, pixels] = rows.shape;
    const packed = pointwise(rows, this.toQkv).reshape([batch, pixels, 3, this.heads, this.headWidth]);
    return ops.unbind(packed.permute([2, 0, 3, 1, 4]), 0);
  }

  /** (B, heads, N, headWidth) -> (B, N, heads * headWidth). */
  protected join(perHead: Tensor): Tensor {
    const [batch, heads, pixels, width] = perHead.shape;
    return perHead.transpose(1, 2).reshape([batch, pixels, heads * width]);
  }

  abstract override forward(rows: Tensor): Tensor;
}

/** Softmax attention over all pixels. */
export class Attention extends RowAttention {
  readonly toOut: nn.Conv2d;

  constructor(shape: AttentionShape) {
    super(shape);
    this.toOut = new nn.Conv2d(shape.heads * shape.headWidth, shape.channels, 1);
  }

  /** (B, N, C) -> (B, N, C). */
  override forward(rows: Tensor): Tensor {
    const [queries, keys, values] = this.split(rows);
    const weights = queries
      .mul(this.headWidth ** -0.5)
      .matmul(keys.transpose(-2, -1))
      .softmax(-1);
    return pointwise(this.join(weights.matmul(values)), this.toOut);
  }
}

/** Attention whose cost is linear in the number of pixels (Shen et al., "Efficient attention", 2021). */
export class LinearAttention extends RowAttention {
  readonly toOut: nn.Sequential;

  constructor(shape: AttentionShape) {
    super(shape);
    this.toOut = new nn.Sequential(
      new nn.Conv2d(shape.heads * shape.headWidth, shape.channels, 1),
      new ChannelNorm(shape.channels),
    );
  }

  /** (B, N, C) -> (B, N, C). */
  override forward(rows: Tensor): Tensor {
    const [batch, pixels] = rows.shape;
    const { heads, headWidth } = this;
    const width = heads * headWidth;
    const [queries, keys, values] = ops.chunk(pointwise(rows, this.toQkv), 3, -1);
    const perHead = (x: Tensor) => x.reshape([batch, pixels, heads, headWidth]);
    // (B, heads, headWidth, headWidth); the scale and the division by the number of pixels go onto this small
    // matrix.
    const context = perHead(keys.softmax(1))
      .permute([0, 2, 3, 1])
      .matmul(perHead(values).transpose(1, 2))
      .mul(headWidth ** -0.5 / pixels);
    const [output, norm] = this.toOut as unknown as [nn.Conv2d, ChannelNorm];
    const channels = output.weight.shape[0];
    // Context and output layer are one matrix for all pixels, (B, heads headWidth, C): queries meet it once,
    // as they lie.
    const mixing = context
      .matmul(output.weight.reshape([channels, heads, headWidth]).permute([1, 2, 0]))
      .reshape([batch, width, channels]);
    const mixed = perHead(queries).softmax(-1).reshape([batch, pixels, width]).matmul(mixing);
    return norm.rows(output.bias ? mixed.add(output.bias) : mixed);
  }
}

/** x + layer(norm(x)), with the official nesting of names: `fn.norm`, `fn.fn`. */
export class ResidualAttention extends nn.Module {
  readonly fn: PreNorm;

  constructor(layer: RowAttention, channels: number) {
    super();
    this.fn = new PreNorm(layer, channels);
  }

  /** (B, C, H, W) -> (B, C, H, W). */
  forward(x: Tensor): Tensor {
    const [batch, channels, height, width] = x.shape;
    return scope(() => {
      const rows = x.permute([0, 2, 3, 1]).reshape([batch, height * width, channels]);
      const mixed = this.fn.forward(rows);
      return x.add(mixed.reshape([batch, height, width, channels]).permute([0, 3, 1, 2]));
    });
  }
}

class PreNorm extends nn.Module {
  readonly fn: RowAttention;
  readonly norm: ChannelNorm;

  constructor(layer: RowAttention, channels: number) {
    super();
    this.fn = layer;
    this.norm = new ChannelNorm(channels);
  }

  forward(rows: Tensor): Tensor {
    return this.fn.forward(this.norm.rows(rows));
  }
}

/** A 1x1 convolution on pixels in rows: (B, N, in) -> (B, N, out). */
function pointwise(rows: Tensor, convolution: nn.Conv2d): Tensor {
  const [output, input] = convolution.weight.shape;
  return ops.linear(rows, convolution.weight.reshape([output, input]), convolution.bias ?? undefined);
}
