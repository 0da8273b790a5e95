import type { Tensor } from '../tensor/index.js';
import { Layer } from './layer.js';

export class ReLU extends Layer {
  forward(input: Tensor): Tensor {
    return input.relu();
  }
}

export class LeakyReLU extends Layer {
  constructor(readonly slope = 0.01) {
    super();
  }

  forward(input: Tensor): Tensor {
    return input.leakyRelu(this.slope);
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
