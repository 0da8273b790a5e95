/**
 * exp([a]x) and its left Jacobian, d exp(a) = [J da]x exp(a), of the axis-angle vector at `offset`, as 3x3
 * matrices at `at`.
 */
export function rotationAndJacobian(
  a: ArrayLike<number>,
  offset: number,
  rotation: Float64Array,
  jacobian: Float64Array,
  at: number,
): void {
  const x = a[offset];
  const y = a[offset + 1];
  const z = a[offset + 2];
  const squared = x * x + y * y + z * z;
  let s: number; // sin t / t
  let c: number; // (1 - cos t) / t^2
  let d: number; // (t - sin t) / t^3
  if (squared < 1e-6) {
    s = 1 - squared / 6;
    c = 0.5 - squared / 24;
    d = 1 / 6 - squared / 120;
  } else {
    const t = Math.sqrt(squared);
    s = Math.sin(t) / t;
    c = (1 - Math.cos(t)) / squared;
    d = (1 - s) / squared;
  }
  const xx = x * x;
  const yy = y * y;
  const zz = z * z;
  const xy = x * y;
  const xz = x * z;
  const yz = y * z;
  rotation[at] = 1 - c * (yy + zz);
  rotation[at + 1] = c * xy - s * z;
  rotation[at + 2] = c * xz + s * y;
  rotation[at + 3] = c * xy + s * z;
  rotation[at + 4] = 1 - c * (xx + zz);
  rotation[at + 5] = c * yz - s * x;
  rotation[at + 6] = c * xz - s * y;
  rotation[at + 7] = c * yz + s * x;
  rotation[at + 8] = 1 - c * (xx + yy);
  jacobian[at] = 1 - d * (yy + zz);
  jacobian[at + 1] = d * xy - c * z;
  jacobian[at + 2] = d * xz + c * y;
  jacobian[at + 3] = d * xy + c * z;
  jacobian[at + 4] = 1 - d * (xx + zz);
  jacobian[at + 5] = d * yz - c * x;
  jacobian[at + 6] = d * xz - c * y;
  jacobian[at + 7] = d * yz + c * x;
  jacobian[at + 8] = 1 - d * (xx + yy);
}
