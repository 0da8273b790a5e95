import { cat, nn, type Tensor } from '@handbooster/torch';
import { DenseStack, DenseStack2 } from './dense-stack.js';
import { convLayer, LinearLayer, MobileUnit } from './layers.js';

export interface MobReconBackboneOptions {
  /** Pixels of the square input: 128, or 256. */
  inputSize: number;
}

/** MobRecon's stacked encoder (Chen et al. 2022, Sec. 3.1) as HandBooster and H2ONet have it. */
export class MobReconBackbone extends nn.Module {
  readonly preLayer: nn.Sequential;
  readonly reorg = new nn.PixelUnshuffle(2);
  readonly thrink: nn.Sequential;
  readonly denseStack1 = new DenseStack();
  readonly stack1Remap: nn.Sequential;
  readonly thrink2: nn.Sequential;
  readonly denseStack2 = new DenseStack2();
  readonly midProj: nn.Sequential;
  readonly reduce: nn.Sequential;
  readonly uvReg: nn.Sequential;
  #narrowing: nn.PackedConv2d | null = null;

  constructor({ inputSize }: MobReconBackboneOptions) {
    super();
    const latent = inputSize === 256 ? 1024 : 256;
    const cells = (inputSize / 8) ** 2;
    this.preLayer = new nn.Sequential(convLayer(3, 64, 3, { stride: 2 }), new MobileUnit(64, 128));
    this.thrink = convLayer(512, 128, 1);
    this.stack1Remap = convLayer(24, 24, 1);
    this.thrink2 = convLayer(152, 128, 1);
    this.midProj = convLayer(1024, latent, 1, { norm: false, relu: false });
    this.reduce = convLayer(24, 21, 1, { norm: false, relu: false });
    this.uvReg = new nn.Sequential(
      new LinearLayer(cells, 128, { norm: false }),
      new LinearLayer(128, 64, { norm: false }),
      new LinearLayer(64, 2, { norm: false, clamp: false }),
    );
  }

  /**
   * @param image (B, 3, S, S) in 0 ... 1.
   * @returns latent (B, 256, S/32, S/32), joints in the crop (B, 21, 2) in units of its side, and the
   * features (B, 128, S/4,
   *   S/4) both stacks have seen.
   */
  forward(image: Tensor): { latent: Tensor; joints: Tensor; features: Tensor; deepest: Tensor } {
    const first = this.#narrow(this.preLayer.forward(image.contiguous({ memoryFormat: 'channelsLast' })));
    const stacked = this.stack1Remap.forward(this.denseStack1.forward(first));
    const features = this.thrink2.forward(cat([stacked, first], 1));
    const [maps, deepest] = this.denseStack2.forward(features);
    const joints = this.uvReg.forward(this.reduce.forward(maps).flatten(2));
    return { latent: this.midProj.forward(deepest), joints, features, deepest };
  }

  /**
   * For predicting: pixels moved to channels, then a 1x1 kernel, is a 2x2 kernel at stride 2 with the same
   * weights.
   */
  pack(): void {
    const { weight, bias } = this.thrink.at(0) as nn.Conv2d;
    const [to, from] = weight.shape;
    this.#narrowing = new nn.PackedConv2d(
      { weight, bias, kernel: [to, from / 4, 2, 2], stride: [2, 2] },
      { relu: true },
    );
  }

  /** (B, 128, S/2, S/2) -> (B, 128, S/4, S/4) */
  #narrow(x: Tensor): Tensor {
    return this.#narrowing?.forward(x) ?? this.thrink.forward(this.reorg.forward(x));
  }
}
