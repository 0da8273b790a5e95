import { ones, zeros } from '../../ops/create.js';
import * as ops from '../../ops/operators.js';
import type { Tensor } from '../../tensor/tensor.js';
import { parameter } from '../parameter.js';
import { checkSize, Layer, type LayerOptions } from './layer.js';

export interface GroupNormOptions extends LayerOptions {
  eps?: number;
  /** Learned gain and offset of each channel. */
  affine?: boolean;
}

export const GROUP_NORM_DEFAULTS = { eps: 1e-5, affine: true } satisfies GroupNormOptions;

/** Normalisation of each sample over groups of channels (Wu and He 2018); (N, C, ...). */
export class GroupNorm extends Layer {
  /** (channels) */
  readonly weight: Tensor | null;
  /** (channels) */
  readonly bias: Tensor | null;
  readonly eps: number;

  constructor(
    readonly groups: number,
    readonly channels: number,
    options: GroupNormOptions = {},
  ) {
    super();
    if (checkSize(channels, 'GroupNorm channels') % checkSize(groups, 'GroupNorm groups') !== 0) {
      throw new RangeError(`GroupNorm: groups (${groups}) must divide channels (${channels})`);
    }
    const settings = { ...GROUP_NORM_DEFAULTS, ...options };
    this.eps = settings.eps;
    this.weight = settings.affine ? parameter(ones([channels], options)) : null;
    this.bias = settings.affine ? parameter(zeros([channels], options)) : null;
  }

  forward(input: Tensor): Tensor {
    return ops.groupNorm(input, this.groups, this.weight, this.bias, this.eps);
  }
}
