import type { Tensor } from '@handbooster/torch';

/**
 * Three orthonormal vectors from six numbers (Zhou et al. 2019): the first three normalised, the last three
 * made orthogonal to them and normalised, and their cross product. Lengths are taken as at least 1e-12.
 *
 * HandOccNet takes the vectors as columns of a rotation matrix, H2ONet as rows.
 *
 * @param x (..., 6). @returns three tensors (..., 3).
 */
export function gramSchmidt(x: Tensor): [Tensor, Tensor, Tensor] {
  const first = unit(x.slice(-1, 0, 3));
  const raw = x.slice(-1, 3, 6);
  const second = unit(raw.sub(first.mul(raw).sum([-1], true).mul(first)));
  return [first, second, first.linalgCross(second)];
}

function unit(x: Tensor): Tensor {
  return x.div(x.linalgVectorNorm(2, [-1], true).clampMin(1e-12));
}
