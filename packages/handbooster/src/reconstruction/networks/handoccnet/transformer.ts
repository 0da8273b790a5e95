import { call, cat, nn, scope, stack, type Tensor, zeros } from '@handbooster/torch';

const WIDTH = 256;
const HEADS = 4;
const HEAD_WIDTH = WIDTH / HEADS;

const conv1x1 = () => new nn.Conv2d(WIDTH, WIDTH, 1);

/** Two linear maps with an exact GELU between. */
class Mlp extends nn.Module {
  readonly fc1 = new nn.Linear(WIDTH, 4 * WIDTH);
  readonly fc2 = new nn.Linear(4 * WIDTH, WIDTH);

  constructor() {
    super();
    for (const { weight, bias } of [this.fc1, this.fc2]) {
      nn.init.xavierUniform_(weight);
      nn.init.normal_(bias as Tensor, 0, 1e-6);
    }
  }

  forward(x: Tensor): Tensor {
    return this.fc2.forward(this.fc1.forward(x).gelu());
  }
}

/**
 * What both kinds of block share: maps (B, 256, S, S), learnt position embeddings on queries and keys, four
 * heads.
 */
abstract class AttentionBlock extends nn.Module {
  readonly qEmbedding: Tensor;
  readonly kEmbedding: Tensor;
  readonly encodeValue = conv1x1();
  readonly encodeQuery = conv1x1();
  readonly encodeKey = conv1x1();
  #oneByOne = false;

  constructor(size: number) {
    super();
    this.qEmbedding = embedding(size);
    this.kEmbedding = embedding(size);
  }

  /**
   * For predicting on the CPU: image by image and head by head, so that the scores stay in the processor's
   * cache.
   */
  pack(): void {
    this.#oneByOne = true;
  }

  /** @returns (B, heads, S * S, 64) */
  protected attend(query: Tensor, key: Tensor, value: Tensor): Tensor {
    const q = toHeads(this.encodeQuery.forward(query)).mul(HEAD_WIDTH ** -0.5);
    const k = toHeads(this.encodeKey.forward(key));
    const v = toHeads(this.encodeValue.forward(value));
    if (this.#oneByOne) return attendOneByOne(q, k, v);
    return q.matmul(k.transpose(2, 3)).softmax(-1).matmul(v);
  }
}

/**
 * A block of the feature injecting transformer (Park et al. 2022, Sec. 3.2): attention from the occluded
 * features to the hand's, where each query's whole answer is scaled by a gate of how well it fits all keys.
 * The query is replaced.
 */
export class InjectingBlock extends AttentionBlock {
  readonly encodeQuery2 = conv1x1();
  readonly encodeKey2 = conv1x1();
  readonly norm2 = new nn.LayerNorm(WIDTH);
  readonly mlp = new Mlp();

  forward(query: Tensor, key: Tensor): Tensor {
    const placedQuery = query.add(this.qEmbedding);
    const placedKey = key.add(this.kEmbedding);
    const attended = this.attend(placedQuery, placedKey, key);
    // The sum over keys of query . key is query . (sum of keys): no product of all pairs is needed.
    const keys = toHeads(this.encodeKey2.forward(placedKey)).sum([2], true);
    const gate = toHeads(this.encodeQuery2.forward(placedQuery))
      .mul(keys)
      .sum([-1], true)
      .mul(HEAD_WIDTH ** -0.5)
      .sigmoid();
    const tokens = toTokens(attended.mul(gate));
    return toMap(tokens.add(this.mlp.forward(this.norm2.forward(tokens))), query);
  }
}

/** A block of the self-enhancing transformer (Park et al. 2022, Sec. 3.3): attention with a residual. */
export class EnhancingBlock extends AttentionBlock {
  readonly norm2 = new nn.LayerNorm(WIDTH);
  readonly mlp = new Mlp();

  forward(query: Tensor, key: Tensor): Tensor {
    const attended = this.attend(query.add(this.qEmbedding), key.add(this.kEmbedding), key);
    const tokens = toTokens(attended).add(query.flatten(2).transpose(1, 2));
    return toMap(tokens.add(this.mlp.forward(this.norm2.forward(tokens))), query);
  }
}

/** FIT: puts the hand's features where it is occluded. Maps (B, 256, S, S). */
export class FeatureInjectingTransformer extends nn.Module {
  readonly layers: nn.ModuleList<InjectingBlock>;
  readonly conv1: nn.Sequential;
  readonly conv2: nn.Sequential;

  constructor(size: number) {
    super();
    this.layers = new nn.ModuleList(new InjectingBlock(size), new InjectingBlock(size));
    this.conv1 = new nn.Sequential(
      new nn.Conv2d(2 * WIDTH, WIDTH, 3, { padding: 1 }),
      new nn.ReLU(),
      new nn.Conv2d(WIDTH, WIDTH, 3, { padding: 1 }),
    );
    this.conv2 = new nn.Sequential(new nn.Conv2d(2 * WIDTH, WIDTH, 1));
  }

  forward(query: Tensor, key: Tensor): Tensor {
    let output = query;
    for (const layer of this.layers) output = layer.forward(output, key);
    const both = cat([key, output], 1);
    return this.conv1.forward(both).add(this.conv2.forward(both));
  }
}

/** SET: lets the features of the whole hand refine each other. Maps (B, 256, S, S). */
export class SelfEnhancingTransformer extends nn.Module {
  readonly layers: nn.ModuleList<EnhancingBlock>;

  constructor(size: number) {
    super();
    this.layers = new nn.ModuleList(new EnhancingBlock(size), new EnhancingBlock(size));
  }

  forward(query: Tensor, key: Tensor): Tensor {
    let output = query;
    for (const layer of this.layers) output = layer.forward(output, key);
    return output;
  }
}

/**
 * Attention of (B, heads, N, 64) queries, keys and values. For 32 images the scores of all at once would be
 * 537 MB, and oneDNN's kernels are faster than the BLAS (`npm run bench -- packed` has linear maps by both).
 */
function attendOneByOne(q: Tensor, k: Tensor, v: Tensor): Tensor {
  const [batch, heads] = q.shape;
  const images = Array.from({ length: batch }, (_, b) =>
    stack(
      Array.from({ length: heads }, (_, h) =>
        scope(() => {
          const [queries, keys, values] = [q, k, v].map((x) => x.select(0, b).select(0, h));
          const shares = timesTransposed(queries, keys).softmax(-1);
          return timesTransposed(shares, values.t());
        }),
      ),
      0,
    ),
  );
  return stack(images, 0);
}

/** (N, C) x (M, C)^T -> (N, M), as a convolution with M kernels of one pixel. */
function timesTransposed(rows: Tensor, kernels: Tensor): Tensor {
  const [count, channels] = rows.shape;
  const products = call('aten::mkldnn_convolution', {
    self: rows.reshape([1, count, 1, channels]).permute([0, 3, 1, 2]),
    weight: kernels.contiguous().reshape([-1, channels, 1, 1]),
    bias: null,
    padding: [0, 0],
    stride: [1, 1],
    dilation: [1, 1],
    groups: 1,
  }) as Tensor;
  return products.permute([0, 2, 3, 1]).reshape([count, -1]);
}

function embedding(size: number): Tensor {
  return nn.init.normal_(nn.parameter(zeros([1, WIDTH, size, size])));
}

/** (B, 256, S, S) -> (B, heads, S * S, 64) */
function toHeads(map: Tensor): Tensor {
  return map.reshape([map.shape[0], HEADS, HEAD_WIDTH, -1]).transpose(2, 3);
}

/** (B, heads, S * S, 64) -> (B, S * S, 256) */
function toTokens(heads: Tensor): Tensor {
  return heads.transpose(1, 2).flatten(2);
}

/** (B, S * S, 256) -> the shape of `like`, (B, 256, S, S) */
function toMap(tokens: Tensor, like: Tensor): Tensor {
  return tokens.transpose(1, 2).reshape(like.shape);
}
