import { empty } from '../../ops/create.js';
import * as ops from '../../ops/operators.js';
import type { Tensor } from '../../tensor/tensor.js';
import { fans, uniform_ } from '../init.js';
import { initialRandom } from '../initial-random.js';
import { parameter } from '../parameter.js';
import { checkSize, each, Layer, type LayerOptions } from './layer.js';
import { PackedConv2d, type PackOptions } from './packed-convolution.js';

export type PaddingMode = 'zeros' | 'reflect' | 'replicate' | 'circular';

export interface ConvolutionOptions extends LayerOptions {
  stride?: number | readonly number[];
  /** `same` keeps the size (stride 1 only), `valid` is 0. */
  padding?: number | readonly number[] | 'same' | 'valid';
  dilation?: number | readonly number[];
  groups?: number;
  bias?: boolean;
  paddingMode?: PaddingMode;
}

export const CONVOLUTION_DEFAULTS = {
  stride: 1,
  padding: 0,
  dilation: 1,
  groups: 1,
  bias: true,
  paddingMode: 'zeros',
} satisfies ConvolutionOptions;

/** What Conv1d and Conv2d share. Weights begin uniform on +-1/sqrt(fan in), as PyTorch's. */
abstract class Convolution extends Layer {
  /** (outputs, inputs / groups, ...kernel) */
  readonly weight: Tensor;
  /** (outputs) */
  readonly bias: Tensor | null;
  readonly stride: readonly number[];
  readonly dilation: readonly number[];
  readonly groups: number;
  /** Padding that the engine applies: sizes, or its word. */
  readonly padding: readonly number[] | 'same' | 'valid';
  /**
   * Padding applied before, where the mode is not zeros: (low, high) of each dimension, last dimension first.
   */
  readonly #before: number[] | null = null;
  readonly paddingMode: PaddingMode;

  constructor(
    inputs: number,
    outputs: number,
    kernel: number | readonly number[],
    dimensions: number,
    options: ConvolutionOptions,
  ) {
    super();
    const settings = { ...CONVOLUTION_DEFAULTS, ...options };
    const { groups, paddingMode } = settings;
    checkSize(groups, 'convolution groups');
    if (
      checkSize(inputs, 'convolution inputs') % groups ||
      checkSize(outputs, 'convolution outputs') % groups
    ) {
      throw new RangeError(
        `convolution: groups (${groups}) must divide inputs (${inputs}) and outputs (${outputs})`,
      );
    }
    const size = each(kernel, dimensions, 'convolution kernel');
    this.stride = each(settings.stride, dimensions, 'convolution stride');
    this.dilation = each(settings.dilation, dimensions, 'convolution dilation');
    this.groups = groups;
    this.paddingMode = paddingMode;
    const { padding } = settings;
    this.padding = typeof padding === 'string' ? padding : each(padding, dimensions, 'convolution padding');
    if (paddingMode !== 'zeros') {
      this.#before = paddingAround(this.padding, size, this.dilation);
      this.padding = new Array<number>(dimensions).fill(0);
    }
    const random = initialRandom(options.random);
    this.weight = parameter(empty([outputs, inputs / groups, ...size], options));
    const bound = 1 / Math.sqrt(fans(this.weight).fanIn);
    uniform_(this.weight, -bound, bound, { random });
    this.bias = settings.bias ? parameter(empty([outputs], options)) : null;
    if (this.bias !== null) uniform_(this.bias, -bound, bound, { random });
  }

  protected padded(input: Tensor): Tensor {
    return this.#before === null ? input : ops.pad(input, this.#before, this.paddingMode);
  }
}

function paddingAround(
  padding: readonly number[] | 'same' | 'valid',
  kernel: readonly number[],
  dilation: readonly number[],
): number[] {
  return kernel
    .map((size, i) => {
      if (padding === 'valid') return [0, 0];
      if (padding !== 'same') return [padding[i], padding[i]];
      const total = dilation[i] * (size - 1);
      return [Math.floor(total / 2), total - Math.floor(total / 2)];
    })
    .reverse()
    .flat();
}

/** Cross-correlation over (N, C, L). */
export class Conv1d extends Convolution {
  constructor(
    inputs: number,
    outputs: number,
    kernel: number | readonly number[],
    options: ConvolutionOptions = {},
  ) {
    super(inputs, outputs, kernel, 1, options);
  }

  forward(input: Tensor): Tensor {
    const { weight, bias, stride, padding, dilation, groups } = this;
    // The branches are one call to the reader and two signatures to the compiler.
    return typeof padding === 'string'
      ? ops.conv1d(this.padded(input), weight, bias, stride, padding, dilation, groups)
      : ops.conv1d(this.padded(input), weight, bias, stride, padding, dilation, groups);
  }
}

/** Cross-correlation over (N, C, H, W). */
export class Conv2d extends Convolution {
  #packed: PackedConv2d | null = null;

  constructor(
    inputs: number,
    outputs: number,
    kernel: number | readonly number[],
    options: ConvolutionOptions = {},
  ) {
    super(inputs, outputs, kernel, 2, options);
  }

  /**
   * For predicting alone: the weights as they are now are laid out for oneDNN's kernels, and a ReLU is done
   * in the same pass where asked for. Float32 on the CPU only; see `PackedConv2d`.
   */
  pack(options: PackOptions = {}): void {
    this.unpack();
    this.#packed = new PackedConv2d(this, options);
  }

  /** Undoes `pack`. */
  unpack(): void {
    this.#packed?.dispose();
    this.#packed = null;
  }

  forward(input: Tensor): Tensor {
    if (this.#packed !== null) return this.#packed.forward(input);
    const { weight, bias, stride, padding, dilation, groups } = this;
    return typeof padding === 'string'
      ? ops.conv2d(this.padded(input), weight, bias, stride, padding, dilation, groups)
      : ops.conv2d(this.padded(input), weight, bias, stride, padding, dilation, groups);
  }
}
