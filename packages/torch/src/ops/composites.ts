import type { Tensor } from '../tensor/tensor.js';
import { hasOperator } from './call.js';
import { index, scatterAdd } from './indexing.generated.js';
import {
  gridSampler,
  scaledDotProductAttention,
  upsampleBicubic2d,
  upsampleBilinear2d,
  upsampleLinear1d,
  upsampleNearest1d,
  upsampleNearest2d,
  upsampleNearest3d,
  upsampleNearestExact2d,
  upsampleTrilinear3d,
} from './network.generated.js';

export type InterpolateMode = 'nearest' | 'nearest-exact' | 'linear' | 'bilinear' | 'bicubic' | 'trilinear';

export interface InterpolateOptions {
  /** Size of the result, per spatial dimension. */
  size?: number | readonly number[];
  /** Or the factor by which it grows. */
  scaleFactor?: number | readonly number[];
  mode?: InterpolateMode;
  /** Whether corner pixels' centres, rather than their outer corners, are aligned. */
  alignCorners?: boolean;
}

/** Resizes the spatial dimensions of (N, C, ...) as torch.nn.functional.interpolate does. */
export function interpolate(input: Tensor, options: InterpolateOptions): Tensor {
  const { mode = 'nearest', alignCorners = false } = options;
  const spatial = input.ndim - 2;
  const each = (value: number | readonly number[] | undefined) =>
    value === undefined ? null : typeof value === 'number' ? new Array<number>(spatial).fill(value) : value;
  const size = each(options.size);
  const factors = each(options.scaleFactor);
  if ((size === null) === (factors === null)) {
    throw new TypeError('interpolate(): give either size or scaleFactor');
  }
  switch (`${mode} ${spatial}`) {
    case 'nearest 1':
      return upsampleNearest1d(input, size, factors);
    case 'nearest 2':
      return upsampleNearest2d(input, size, factors);
    case 'nearest 3':
      return upsampleNearest3d(input, size, factors);
    case 'nearest-exact 2':
      return upsampleNearestExact2d(input, size, factors);
    case 'linear 1':
      return upsampleLinear1d(input, size, alignCorners, factors);
    case 'bilinear 2':
      return upsampleBilinear2d(input, size, alignCorners, factors);
    case 'bicubic 2':
      return upsampleBicubic2d(input, size, alignCorners, factors);
    case 'trilinear 3':
      return upsampleTrilinear3d(input, size, alignCorners, factors);
    default:
      throw new TypeError(`interpolate(): mode '${mode}' does not fit ${spatial} spatial dimensions`);
  }
}

export interface GridSampleOptions {
  mode?: 'bilinear' | 'nearest' | 'bicubic';
  paddingMode?: 'zeros' | 'border' | 'reflection';
  alignCorners?: boolean;
}

/**
 * Samples (N, C, H, W) at a grid (N, H', W', 2) of x, y in [-1, 1], as torch.nn.functional.grid_sample does.
 */
export function gridSample(input: Tensor, grid: Tensor, options: GridSampleOptions = {}): Tensor {
  const { mode = 'bilinear', paddingMode = 'zeros', alignCorners = false } = options;
  const modes = ['bilinear', 'nearest', 'bicubic'];
  const paddings = ['zeros', 'border', 'reflection'];
  return gridSampler(input, grid, modes.indexOf(mode), paddings.indexOf(paddingMode), alignCorners);
}

export interface AttentionOptions {
  /** Added to the logits, or, when boolean, true where a key may be seen. */
  mask?: Tensor | null;
  dropout?: number;
  /** 1 / sqrt(width) where left out. */
  scale?: number;
}

/**
 * softmax(q k^T scale + mask) v for (..., L, E), (..., S, E), (..., S, V): the engine's fused operator where
 * it has one (libtorch 2), its parts elsewhere.
 */
export function attention(query: Tensor, key: Tensor, value: Tensor, options: AttentionOptions = {}): Tensor {
  const { mask = null, dropout = 0 } = options;
  const scale = options.scale ?? 1 / Math.sqrt(query.size(-1));
  if (hasFusedAttention())
    return scaledDotProductAttention(query, key, value, mask, dropout, false, { scale });
  let logits = query.mul(scale).matmul(key.transpose(-2, -1));
  if (mask)
    logits = mask.dtype === 'bool' ? logits.maskedFill(mask.logicalNot(), -Infinity) : logits.add(mask);
  let weights = logits.softmax(-1);
  if (dropout > 0) weights = weights.dropout(dropout, true);
  return weights.matmul(value);
}

let fused: boolean | undefined;

function hasFusedAttention(): boolean {
  fused ??= hasOperator('aten::scaled_dot_product_attention');
  return fused;
}

/** x / sqrt(mean(x^2) + eps) * weight over the last dimension. */
export function rmsNormalise(input: Tensor, weight: Tensor | null = null, eps = 1e-6): Tensor {
  const normalised = input.mul(input.square().mean([-1], true).add(eps).rsqrt());
  return weight ? normalised.mul(weight) : normalised;
}

/** The rows of `input` at an index tensor of any shape: (N, ...)[index] -> (index's shape, ...). */
export function rows(input: Tensor, indices: Tensor): Tensor {
  return index(input, [indices]);
}

/** Sums of the rows of `input` (N, C) by their group, an int64 (N): (count, C). */
export function sumByGroup(input: Tensor, group: Tensor, count: number): Tensor {
  const zeros = input.newZeros([count, input.size(1)]);
  return scatterAdd(zeros, 0, group.unsqueeze(1).expandAs(input), input);
}
