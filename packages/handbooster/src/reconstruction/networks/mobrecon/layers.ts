import { nn, type Tensor } from '@handbooster/torch';

export interface ConvLayerOptions {
  stride?: number;
  groups?: number;
  /** Batch normalisation after the convolution; default true. */
  norm?: boolean;
  /** ReLU last; default true. */
  relu?: boolean;
}

/**
 * Convolution without bias that keeps the size (at stride 1), batch normalisation and ReLU: names `0`, `1`.
 */
export function convLayer(
  from: number,
  to: number,
  kernel: number,
  options: ConvLayerOptions = {},
): nn.Sequential {
  const { stride = 1, groups = 1, norm = true, relu = true } = options;
  const modules: nn.Module[] = [
    new nn.Conv2d(from, to, kernel, { stride, padding: (kernel - 1) >> 1, groups, bias: false }),
  ];
  if (norm) modules.push(new nn.BatchNorm2d(to));
  if (relu) modules.push(new nn.ReLU(true));
  return new nn.Sequential(...modules);
}

export interface LinearLayerOptions {
  norm?: boolean;
  /** Clamp to 0 ... 4 last; default true. */
  clamp?: boolean;
}

/** Linear map without bias, batch normalisation, and a clamp to 0 ... 4: names `0`, `1`. */
export class LinearLayer extends nn.Sequential {
  readonly #clamp: boolean;

  constructor(from: number, to: number, { norm = true, clamp = true }: LinearLayerOptions = {}) {
    super(new nn.Linear(from, to, { bias: false }), ...(norm ? [new nn.BatchNorm1d(to)] : []));
    this.#clamp = clamp;
  }

  override forward(x: Tensor): Tensor {
    const y = super.forward(x);
    return this.#clamp ? y.clamp(0, 4) : y;
  }
}

/**
 * One or two depthwise 3x3 layers, then a 1x1 layer; the input is added where the width does not change
 * (`mobile_unit` of MobRecon).
 */
export class MobileUnit extends nn.Module {
  readonly conv3x3: nn.Sequential;
  readonly conv1x1: nn.Sequential;
  readonly #residual: boolean;

  constructor(from: number, to: number, depth = 1) {
    super();
    this.conv3x3 = new nn.Sequential(
      ...Array.from({ length: depth }, () => convLayer(from, from, 3, { groups: from })),
    );
    this.conv1x1 = convLayer(from, to, 1);
    this.#residual = from === to;
  }

  forward(x: Tensor): Tensor {
    const y = this.conv1x1.forward(this.conv3x3.forward(x));
    return this.#residual ? y.add(x) : y;
  }
}

/** Squeeze and excitation: each channel scaled by a gate made from all channels' means. */
export class SenetBlock extends nn.Module {
  readonly fc1: LinearLayer;
  readonly fc2: LinearLayer;

  constructor(channels: number) {
    super();
    const squeezed = Math.min(channels >> 1, 256);
    this.fc1 = new LinearLayer(channels, squeezed);
    this.fc2 = new LinearLayer(squeezed, channels, { clamp: false });
  }

  /** (B, C, H, W) -> (B, C, H, W) */
  forward(x: Tensor): Tensor {
    const gate = this.fc2.forward(this.fc1.forward(x.mean([2, 3]))).sigmoid();
    return x.mul(gate.unsqueeze(-1).unsqueeze(-1));
  }
}
