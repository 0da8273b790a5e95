import { stack, type Tensor } from '@handbooster/torch';

/**
 * Rodrigues' formula: axis-angle vectors (..., 3) to rotation matrices (..., 3, 3); differentiable, at zero
 * too.
 */
export function axisAngleToMatrices(vectors: Tensor): Tensor {
  const [x, y, z] = vectors.unbind(-1);
  // The small number keeps the derivative of the square root finite at zero and changes nothing else.
  const angle = vectors.mul(vectors).sum([-1]).add(1e-16).sqrt();
  const first = angle.sin().div(angle);
  const half = angle.mul(0.5).sin().div(angle);
  const second = half.mul(half).mul(2); // (1 - cos t) / t^2, without cancellation
  const cosine = angle.cos();
  const diagonal = (a: Tensor) => a.mul(a).mul(second).add(cosine);
  const mixed = (a: Tensor, b: Tensor) => a.mul(b).mul(second);
  const [sx, sy, sz] = [x, y, z].map((a) => a.mul(first));
  const [xy, xz, yz] = [mixed(x, y), mixed(x, z), mixed(y, z)];
  const rows = [
    [diagonal(x), xy.sub(sz), xz.add(sy)],
    [xy.add(sz), diagonal(y), yz.sub(sx)],
    [xz.sub(sy), yz.add(sx), diagonal(z)],
  ];
  return stack(
    rows.map((row) => stack(row, -1)),
    -2,
  );
}
