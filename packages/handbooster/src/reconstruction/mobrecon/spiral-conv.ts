import { nn, ops, type Tensor, tensor } from '@handbooster/torch';
import { SPIRAL_LENGTH } from '../hierarchy/mesh-hierarchy.js';

/** A convolution on a mesh: (B, V, C) -> (B, V, D). */
export interface MeshConv extends nn.Module {
  forward(x: Tensor): Tensor;
}

/** Gathers each vertex's spiral: (B, V, C) -> (B, V, 9, C). */
abstract class SpiralGather extends nn.Module {
  readonly #vertices: number;

  constructor(spirals: Uint32Array) {
    super();
    this.#vertices = spirals.length / SPIRAL_LENGTH;
    this.registerBuffer('spirals', tensor(BigInt64Array.from(spirals, BigInt)), { persistent: false });
  }

  protected gather(x: Tensor): Tensor {
    const [batch, , channels] = x.shape;
    return x.indexSelect(1, this.buffer('spirals')).reshape([batch, this.#vertices, SPIRAL_LENGTH, channels]);
  }
}

/** SpiralNet++'s convolution (Gong et al. 2019): one linear map of the nine gathered features. */
export class SpiralConv extends SpiralGather {
  readonly layer: nn.Linear;

  constructor(from: number, to: number, spirals: Uint32Array) {
    super(spirals);
    this.layer = new nn.Linear(SPIRAL_LENGTH * from, to);
    nn.init.xavierUniform_(this.layer.weight);
    nn.init.zeros_(this.layer.bias as Tensor);
  }

  forward(x: Tensor): Tensor {
    return this.layer.forward(this.gather(x).flatten(2));
  }
}

/** MobRecon's depth-separable spiral convolution: nine weights a channel, then a linear map without bias. */
export class DSConv extends SpiralGather {
  readonly spatialLayer: nn.Conv2d;
  readonly channelLayer: nn.Linear;

  constructor(from: number, to: number, spirals: Uint32Array) {
    super(spirals);
    this.spatialLayer = new nn.Conv2d(from, from, 3, { groups: from, bias: false });
    this.channelLayer = new nn.Linear(from, to, { bias: false });
  }

  forward(x: Tensor): Tensor {
    // The nine gathered values of a channel are a 3x3 patch in spiral order. A depthwise filter without padding is then a
    // weighted sum over the patch, which an einsum does without B V tiny convolutions.
    const weight = this.spatialLayer.weight.reshape([-1, SPIRAL_LENGTH]);
    const spatial = ops.einsum('bvkc,ck->bvc', [this.gather(x), weight]);
    return this.channelLayer.forward(spatial);
  }
}

/** Which mesh convolution: the official release builds `spiral`, the paper's parameter count is that of `ds`. */
export type MeshConvKind = 'spiral' | 'ds';

export function meshConv(kind: MeshConvKind, from: number, to: number, spirals: Uint32Array): MeshConv {
  return kind === 'spiral' ? new SpiralConv(from, to, spirals) : new DSConv(from, to, spirals);
}
