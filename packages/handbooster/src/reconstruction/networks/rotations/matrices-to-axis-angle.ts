import { ops, stack, type Tensor } from '@handbooster/torch';

/** Entries of the last diagonal place below this choose the first two of the four forms. */
const EPSILON = 1e-6;

/**
 * Rotation matrices (..., 3, 3) to quaternions (..., 4), w first, differentiable. Of the four equivalent
 * forms the one is taken whose largest component is far from zero; the choice, its 1e-6 included, is that of
 * HandOccNet.
 */
export function matricesToQuaternions(matrices: Tensor): Tensor {
  const r = (row: number, column: number) => matrices.select(-2, row).select(-1, column);
  const [r00, r11, r22] = [r(0, 0), r(1, 1), r(2, 2)];
  const [x, y, z] = [r(2, 1).sub(r(1, 2)), r(0, 2).sub(r(2, 0)), r(1, 0).sub(r(0, 1))];
  const [xy, xz, yz] = [r(1, 0).add(r(0, 1)), r(0, 2).add(r(2, 0)), r(2, 1).add(r(1, 2))];
  const forms = [
    { trace: r00.sub(r11).sub(r22).add(1), at: 1, others: [x, xy, xz] },
    { trace: r11.sub(r00).sub(r22).add(1), at: 2, others: [y, xy, yz] },
    { trace: r22.sub(r00).sub(r11).add(1), at: 3, others: [z, xz, yz] },
    { trace: r00.add(r11).add(r22).add(1), at: 0, others: [x, y, z] },
  ].map(({ trace, at, others }) => {
    const parts = [...others.slice(0, at), trace, ...others.slice(at)];
    return stack([...parts, trace], -1);
  });
  const low = r22.lt(EPSILON).unsqueeze(-1);
  const lowFirst = r00.gt(r11).unsqueeze(-1);
  const highFirst = r00.lt(r11.neg()).unsqueeze(-1);
  const chosen = ops.where(
    low,
    ops.where(lowFirst, forms[0], forms[1]),
    ops.where(highFirst, forms[2], forms[3]),
  );
  // Chosen before the root is taken: roots of the other traces may be of negative numbers.
  return chosen.slice(-1, 0, 4).mul(chosen.slice(-1, 4, 5).sqrt().reciprocal().mul(0.5));
}

/**
 * Quaternions (..., 4), w first, to axis-angle vectors (..., 3) of at most half a turn; the gradient is
 * finite at zero.
 */
export function quaternionsToAxisAngle(quaternions: Tensor): Tensor {
  const w = quaternions.slice(-1, 0, 1);
  const vector = quaternions.slice(-1, 1, 4);
  const squared = vector.mul(vector).sum([-1], true);
  const turned = squared.gt(0);
  const sine = ops.where(turned, squared, 1).sqrt();
  const negative = w.lt(0);
  const angle = ops
    .where(negative, sine.neg(), sine)
    .atan2(ops.where(negative, w.neg(), w))
    .mul(2);
  const factor = ops.where(turned, angle.div(sine), 2);
  return vector.mul(factor).nanToNum(0);
}

/** Rotation matrices (..., 3, 3) to axis-angle vectors (..., 3), by way of quaternions. */
export function matricesToAxisAngle(matrices: Tensor): Tensor {
  return quaternionsToAxisAngle(matricesToQuaternions(matrices));
}
