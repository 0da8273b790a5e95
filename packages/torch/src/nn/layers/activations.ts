import type { Tensor } from '../../tensor/tensor.js';
import { Layer } from './layer.js';

export class ReLU extends Layer {
  /**
   * @param inPlace overwrites its input: for what comes from a convolution or a normalisation and is used
   * nowhere else.
   */
  constructor(readonly inPlace = false) {
    super();
  }

  forward(input: Tensor): Tensor {
    return this.inPlace ? input.relu_() : input.relu();
  }
}

export class LeakyReLU extends Layer {
  /** @param inPlace as of ReLU. */
  constructor(
    readonly slope = 0.01,
    readonly inPlace = false,
  ) {
    super();
  }

  forward(input: Tensor): Tensor {
    return this.inPlace ? input.leakyRelu_(this.slope) : input.leakyRelu(this.slope);
  }
}

/** x sigmoid(x), also called swish. */
export class SiLU extends Layer {
  forward(input: Tensor): Tensor {
    return input.silu();
  }
}

export interface GELUOptions {
  /** `none` is exact, `tanh` the common approximation. */
  approximate?: 'none' | 'tanh';
}

/** x Phi(x) (Hendrycks and Gimpel 2016). */
export class GELU extends Layer {
  readonly approximate: 'none' | 'tanh';

  constructor(options: GELUOptions = {}) {
    super();
    this.approximate = options.approximate ?? 'none';
  }

  forward(input: Tensor): Tensor {
    return input.gelu({ approximate: this.approximate });
  }
}

export class Sigmoid extends Layer {
  forward(input: Tensor): Tensor {
    return input.sigmoid();
  }
}

export class Tanh extends Layer {
  forward(input: Tensor): Tensor {
    return input.tanh();
  }
}

export class Softmax extends Layer {
  constructor(readonly dimension = -1) {
    super();
  }

  forward(input: Tensor): Tensor {
    return input.softmax(this.dimension);
  }
}
