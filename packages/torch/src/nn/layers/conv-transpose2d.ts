import { empty } from '../../ops/create.js';
import * as ops from '../../ops/operators.js';
import type { Tensor } from '../../tensor/tensor.js';
import { fans, uniform_ } from '../init.js';
import { initialRandom } from '../initial-random.js';
import { parameter } from '../parameter.js';
import { checkSize, each, Layer, type LayerOptions } from './layer.js';

export interface ConvTranspose2dOptions extends LayerOptions {
  stride?: number | readonly number[];
  padding?: number | readonly number[];
  outputPadding?: number | readonly number[];
  dilation?: number | readonly number[];
  groups?: number;
  bias?: boolean;
}

export const CONV_TRANSPOSE_2D_DEFAULTS = {
  stride: 1,
  padding: 0,
  outputPadding: 0,
  dilation: 1,
  groups: 1,
  bias: true,
} satisfies ConvTranspose2dOptions;

/** The transpose (gradient) of a convolution over (N, C, H, W); its weights begin as PyTorch's. */
export class ConvTranspose2d extends Layer {
  /** (inputs, outputs / groups, ...kernel) */
  readonly weight: Tensor;
  /** (outputs) */
  readonly bias: Tensor | null;
  readonly stride: readonly number[];
  readonly padding: readonly number[];
  readonly outputPadding: readonly number[];
  readonly dilation: readonly number[];
  readonly groups: number;

  constructor(
    inputs: number,
    outputs: number,
    kernel: number | readonly number[],
    options: ConvTranspose2dOptions = {},
  ) {
    super();
    const settings = { ...CONV_TRANSPOSE_2D_DEFAULTS, ...options };
    const { groups } = settings;
    checkSize(groups, 'ConvTranspose2d groups');
    if (
      checkSize(inputs, 'ConvTranspose2d inputs') % groups ||
      checkSize(outputs, 'ConvTranspose2d outputs') % groups
    ) {
      throw new RangeError(
        `ConvTranspose2d: groups (${groups}) must divide inputs (${inputs}) and outputs (${outputs})`,
      );
    }
    this.stride = each(settings.stride, 2, 'ConvTranspose2d stride');
    this.padding = each(settings.padding, 2, 'ConvTranspose2d padding');
    this.outputPadding = each(settings.outputPadding, 2, 'ConvTranspose2d outputPadding');
    this.dilation = each(settings.dilation, 2, 'ConvTranspose2d dilation');
    this.groups = groups;
    const random = initialRandom(options.random);
    const size = each(kernel, 2, 'ConvTranspose2d kernel');
    this.weight = parameter(empty([inputs, outputs / groups, ...size], options));
    // PyTorch takes the second dimension for the fan here too, though it counts outputs.
    const bound = 1 / Math.sqrt(fans(this.weight).fanIn);
    uniform_(this.weight, -bound, bound, { random });
    this.bias = settings.bias ? parameter(empty([outputs], options)) : null;
    if (this.bias !== null) uniform_(this.bias, -bound, bound, { random });
  }

  forward(input: Tensor): Tensor {
    const { weight, bias, stride, padding, outputPadding, groups, dilation } = this;
    return ops.convTranspose2d(input, weight, bias, stride, padding, outputPadding, groups, dilation);
  }
}
