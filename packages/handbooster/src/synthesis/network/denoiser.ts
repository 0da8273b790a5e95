import { cat, nn, ops, type Random, randn, scope, type Tensor, where } from '@handbooster/torch';
import type { StyleBatch } from '../style/style-batch.js';
import { Attention, LinearAttention, ResidualAttention } from './attention.js';
import { DenoiserLevel, DoubleSize } from './denoiser-level.js';
import { type DenoiserOptions, type DenoiserShape, denoiserShape } from './denoiser-options.js';
import { initialiseByName } from './initialise-denoiser.js';
import { ResidualBlock, repeatBatch } from './residual-block.js';
import { TimeEmbedding } from './time-embedding.js';
import { WeightStandardisedConv2d } from './weight-standardised-conv2d.js';

/**
 * The denoising network f of Eq. 1: predicts the clean image from a noisy one, the condition maps, the
 * orientation of the hand and the time. The default is the official network, with its parameter names, so
 * that its weights load.
 */
export class Denoiser extends nn.Module {
  /** The learned stand-in for the orientation where it is dropped. (dim) */
  readonly nullClassesEmb: Tensor;
  readonly initConv: nn.Conv2d;
  readonly timeMlp: nn.Sequential;
  readonly classesEmb: nn.Sequential;
  readonly classesMlp: nn.Sequential;
  /**
   * The learned stand-in for a style that is left open, and the style's layers; none in a network that knows
   * no styles.
   */
  readonly nullStyleEmb: Tensor | null;
  readonly styleEmb: nn.Sequential | null;
  readonly styleMlp: nn.Sequential | null;
  readonly downs: nn.ModuleList;
  readonly ups: nn.ModuleList;
  readonly midBlock1: ResidualBlock;
  readonly midAttn: nn.Module;
  readonly midBlock2: ResidualBlock;
  readonly finalResBlock: ResidualBlock;
  readonly finalConv: nn.Conv2d;

  readonly #shape: DenoiserShape;
  readonly #down: DenoiserLevel[] = [];
  readonly #up: DenoiserLevel[] = [];
  #channelsLast = true;

  /**
   * @param random names the initial weights; PyTorch's default distributions, whatever order they are made
   * in.
   */
  constructor(options: DenoiserOptions = {}, random?: Random) {
    super();
    const shape = denoiserShape(options);
    this.#shape = shape;
    const { dim, widths, groups, heads, headWidth, unshuffle } = shape;
    const embedding = 4 * dim;
    const block = (input: number, output: number) => new ResidualBlock(input, output, 2 * embedding, groups);
    const linear = (channels: number, wanted: boolean) =>
      wanted
        ? new ResidualAttention(new LinearAttention({ channels, heads, headWidth }), channels)
        : new nn.Identity();
    const pixel = unshuffle * unshuffle;

    this.nullClassesEmb = nn.parameter(randn([dim]));
    const inputs = pixel * (shape.imageChannels + shape.conditionChannels);
    this.initConv = new nn.Conv2d(inputs, dim, shape.initialKernel, {
      padding: (shape.initialKernel - 1) / 2,
    });
    this.timeMlp = new nn.Sequential(
      new TimeEmbedding(dim),
      new nn.Linear(dim, embedding),
      new nn.GELU(),
      new nn.Linear(embedding, embedding),
    );
    this.classesEmb = new nn.Sequential(new nn.Linear(4, dim), new nn.GELU());
    this.classesMlp = new nn.Sequential(
      new nn.Linear(dim, embedding),
      new nn.GELU(),
      new nn.Linear(embedding, embedding),
    );

    const styled = shape.styleSize > 0;
    this.nullStyleEmb = styled ? nn.parameter(randn([dim])) : null;
    this.styleEmb = styled ? new nn.Sequential(new nn.Linear(shape.styleSize, dim), new nn.GELU()) : null;
    this.styleMlp = styled
      ? new nn.Sequential(new nn.Linear(dim, embedding), new nn.GELU(), new nn.Linear(embedding, embedding))
      : null;

    const levels = widths.map((output, level) => ({
      input: level === 0 ? dim : widths[level - 1],
      output,
      level,
    }));
    const last = levels.length - 1;
    const repeat = <T>(make: () => T) => Array.from({ length: shape.blocksPerLevel }, make);
    for (const { input, output, level } of levels) {
      const down =
        level < last
          ? new nn.Conv2d(input, output, 4, { stride: 2, padding: 1 })
          : new nn.Conv2d(input, output, 3, { padding: 1 });
      const blocks = repeat(() => block(input, input));
      this.#down.push(new DenoiserLevel(blocks, linear(input, shape.linearAttention[level]), down));
    }
    for (const { input, output, level } of [...levels].reverse()) {
      const convolution = new nn.Conv2d(output, input, 3, { padding: 1 });
      const up = level > 0 ? new nn.Sequential(new DoubleSize(), convolution) : convolution;
      const blocks = repeat(() => block(output + input, output));
      this.#up.push(new DenoiserLevel(blocks, linear(output, shape.linearAttention[level]), up));
    }
    this.downs = new nn.ModuleList(this.#down);
    this.ups = new nn.ModuleList(this.#up);

    const middle = widths[last];
    this.midBlock1 = block(middle, middle);
    this.midAttn = shape.middleAttention
      ? new ResidualAttention(new Attention({ channels: middle, heads, headWidth }), middle)
      : new nn.Identity();
    this.midBlock2 = block(middle, middle);
    this.finalResBlock = block(2 * dim, dim);
    this.finalConv = new nn.Conv2d(dim, pixel * shape.imageChannels, 1);
    if (random) initialiseByName(this, random);
  }

  /** Shape of the network, with everything filled in. */
  get shape(): DenoiserShape {
    return this.#shape;
  }

  /**
   * Whether features lie with channels last in memory: no copies around attention, and faster on tensor
   * cores.
   */
  get channelsLast(): boolean {
    return this.#channelsLast;
  }

  set channelsLast(value: boolean) {
    this.#channelsLast = value;
  }

  /**
   * The predicted clean image (Eq. 1).
   *
   * @param x (B, 3, H, W) noisy image; H and W multiples of `denoiserSizeMultiple(shape)`.
   * @param time (B) float32, 0 ... T - 1.
   * @param condition (B, C, H, W) maps in [-1, 1]; in official checkpoints the texture map, then the normal
   * map.
   * @param orientation (B, 4) unit quaternion (w, x, y, z) of the hand's root.
   * @param dropped (B) bool: rows whose orientation is replaced by the learned null vector.
   * @param style looks to give the images, for a network that knows styles; left open without it.
   * @returns (B, 3, H, W)
   */
  forward(
    x: Tensor,
    time: Tensor,
    condition: Tensor,
    orientation: Tensor,
    dropped?: Tensor,
    style?: StyleBatch | null,
  ): Tensor {
    const features = this.initConv.forward(this.#fold(cat([x, condition], 1)));
    const direction = this.orientationEmbedding(orientation, dropped);
    const look = this.styleEmbedding(x.shape[0], style ?? null);
    const now = this.timeMlp.forward(time);
    return this.trunk(features, cat([look === null ? now : now.add(look), direction], 1));
  }

  /** (B, 4 dim) what a look adds to the time's embedding; null for a network that knows no styles. */
  styleEmbedding(count: number, style: StyleBatch | null): Tensor | null {
    if (this.styleEmb === null || this.styleMlp === null || this.nullStyleEmb === null) return null;
    const open = this.nullStyleEmb.unsqueeze(0);
    const embedded =
      style === null
        ? open.expand([count, this.#shape.dim])
        : where(style.dropped.unsqueeze(1), open, this.styleEmb.forward(style.values));
    return this.styleMlp.forward(embedded);
  }

  /** (B, 4 dim) from (B, 4) quaternions; rows flagged in `dropped` (B, bool) get the null vector's. */
  orientationEmbedding(orientation: Tensor, dropped?: Tensor): Tensor {
    let embedded = this.classesEmb.forward(orientation);
    if (dropped) embedded = where(dropped.unsqueeze(1), this.nullClassesEmb.unsqueeze(0), embedded);
    return this.classesMlp.forward(embedded);
  }

  /** (B, 4 dim) the null vector's orientation embedding, for `count` rows. */
  nullEmbedding(count: number): Tensor {
    return this.classesMlp.forward(this.nullClassesEmb.unsqueeze(0).expand([count, this.#shape.dim]));
  }

  /** (B, dim, h, w) the part of the first convolution that the condition maps make, bias included. */
  conditionFeatures(condition: Tensor): Tensor {
    const [, weight] = this.#splitInitialWeight();
    return this.#initial(condition, weight, this.initConv.bias ?? undefined);
  }

  /** (B, dim, h, w) the first convolution of noisy image and condition, from the condition's part of it. */
  initialFeatures(x: Tensor, conditionFeatures: Tensor): Tensor {
    const [weight] = this.#splitInitialWeight();
    return this.#initial(x, weight).add_(conditionFeatures);
  }

  /**
   * All after the first convolution.
   *
   * @param features (B, dim, h, w).
   * @param embedding (n B, 8 dim) time and orientation; n branches share what does not depend on it.
   * @returns (n B, 3, H, W)
   */
  trunk(features: Tensor, embedding: Tensor): Tensor {
    const skips: Tensor[] = [];
    let hidden = features;
    for (const level of this.#down) hidden = level.down(hidden, embedding, skips);
    hidden = this.midBlock1.forward(hidden, embedding);
    hidden = this.midAttn.forward(hidden) as Tensor;
    hidden = this.midBlock2.forward(hidden, embedding);
    for (const level of this.#up) hidden = level.up(hidden, embedding, skips);
    const first = repeatBatch(features, hidden.shape[0] / features.shape[0]);
    const image = this.finalConv.forward(this.finalResBlock.forward(cat([hidden, first], 1), embedding));
    return this.#shape.unshuffle > 1 ? ops.pixelShuffle(image, this.#shape.unshuffle) : image;
  }

  /** Runs `body` with the standardised filters computed once: for loops that leave the weights alone. */
  withFoldedWeights<T>(body: () => T): T {
    const layers = [...this.modules()].filter((module) => module instanceof WeightStandardisedConv2d);
    return scope(() => {
      try {
        for (const layer of layers) layer.fold(this.#layout(layer.standardised()));
        return body();
      } finally {
        for (const layer of layers) layer.fold(null);
      }
    });
  }

  #splitInitialWeight(): [image: Tensor, condition: Tensor] {
    const split = this.#shape.imageChannels * this.#shape.unshuffle ** 2;
    return [this.initConv.weight.slice(1, 0, split), this.initConv.weight.slice(1, split)];
  }

  #initial(x: Tensor, weight: Tensor, bias?: Tensor): Tensor {
    const padding = (this.#shape.initialKernel - 1) / 2;
    return ops.conv2d(this.#fold(x), this.#layout(weight), bias, [1, 1], [padding, padding]);
  }

  /** Blocks of pixels into channels, and the memory layout the network computes in. */
  #fold(x: Tensor): Tensor {
    return this.#layout(this.#shape.unshuffle > 1 ? ops.pixelUnshuffle(x, this.#shape.unshuffle) : x);
  }

  #layout(x: Tensor): Tensor {
    return x.contiguous({ memoryFormat: this.#channelsLast ? 'channelsLast' : 'contiguous' });
  }
}
