import type { Tensor } from '@handbooster/torch';

/**
 * Half types become float32: norms are computed in it, as CUDA's autocast does by itself and the CPU's does
 * not.
 */
export function fullPrecision(x: Tensor): Tensor {
  const { dtype } = x;
  return dtype === 'bfloat16' || dtype === 'float16' ? x.to({ dtype: 'float32' }) : x;
}
