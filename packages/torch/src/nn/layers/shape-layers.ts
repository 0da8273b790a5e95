import type { InterpolateMode } from '../../ops/composites.js';
import * as ops from '../../ops/operators.js';
import type { Tensor } from '../../tensor/tensor.js';
import { each, Layer } from './layer.js';

/** Gives its input. */
export class Identity extends Layer {
  forward(input: Tensor): Tensor {
    return input;
  }
}

/** Joins the dimensions `start` to `end` (all but the first) into one. */
export class Flatten extends Layer {
  constructor(
    readonly start = 1,
    readonly end = -1,
  ) {
    super();
  }

  forward(input: Tensor): Tensor {
    return input.flatten(this.start, this.end);
  }
}

export interface PoolOptions {
  /** The kernel's size where left out. */
  stride?: number | readonly number[];
  padding?: number | readonly number[];
}

/** The largest value under a window over (N, C, H, W). */
export class MaxPool2d extends Layer {
  readonly kernel: number[];
  readonly stride: number[];
  readonly padding: number[];

  constructor(kernel: number | readonly number[], options: PoolOptions = {}) {
    super();
    this.kernel = each(kernel, 2, 'MaxPool2d kernel');
    this.stride = each(options.stride ?? kernel, 2, 'MaxPool2d stride');
    this.padding = each(options.padding ?? 0, 2, 'MaxPool2d padding');
  }

  forward(input: Tensor): Tensor {
    return ops.maxPool2d(input, this.kernel, this.stride, this.padding);
  }
}

/** The mean under a window over (N, C, H, W), padding counted. */
export class AvgPool2d extends Layer {
  readonly kernel: number[];
  readonly stride: number[];
  readonly padding: number[];

  constructor(kernel: number | readonly number[], options: PoolOptions = {}) {
    super();
    this.kernel = each(kernel, 2, 'AvgPool2d kernel');
    this.stride = each(options.stride ?? kernel, 2, 'AvgPool2d stride');
    this.padding = each(options.padding ?? 0, 2, 'AvgPool2d padding');
  }

  forward(input: Tensor): Tensor {
    return ops.avgPool2d(input, this.kernel, this.stride, this.padding);
  }
}

/** The mean over as many windows as the result (N, C, ...size) has pixels. */
export class AdaptiveAvgPool2d extends Layer {
  readonly size: number[];

  constructor(size: number | readonly number[]) {
    super();
    this.size = each(size, 2, 'AdaptiveAvgPool2d size');
  }

  forward(input: Tensor): Tensor {
    return ops.adaptiveAvgPool2d(input, this.size);
  }
}

export interface UpsampleOptions {
  size?: number | readonly number[];
  scaleFactor?: number | readonly number[];
  mode?: InterpolateMode;
  alignCorners?: boolean;
}

/** Resizes the spatial dimensions to a size, or by a factor. */
export class Upsample extends Layer {
  constructor(readonly options: UpsampleOptions) {
    super();
  }

  forward(input: Tensor): Tensor {
    return ops.interpolate(input, this.options);
  }
}

/** (N, C r^2, H, W) to (N, C, H r, W r) (Shi et al. 2016). */
export class PixelShuffle extends Layer {
  constructor(readonly factor: number) {
    super();
  }

  forward(input: Tensor): Tensor {
    return input.pixelShuffle(this.factor);
  }
}

/** (N, C, H r, W r) to (N, C r^2, H, W). */
export class PixelUnshuffle extends Layer {
  constructor(readonly factor: number) {
    super();
  }

  forward(input: Tensor): Tensor {
    return input.pixelUnshuffle(this.factor);
  }
}
