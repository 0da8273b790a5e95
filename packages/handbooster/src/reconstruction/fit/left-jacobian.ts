/** The left Jacobian (9) of the exponential map at an axis-angle vector: d exp(a) = [J da]x exp(a). */
export function leftJacobian(a: ArrayLike<number>, offset = 0): Float64Array {
  const [x, y, z] = [a[offset], a[offset + 1], a[offset + 2]];
  const squared = x * x + y * y + z * z;
  let c = 0.5 - squared / 24; // (1 - cos t) / t^2
  let d = 1 / 6 - squared / 120; // (t - sin t) / t^3
  if (squared > 1e-6) {
    const t = Math.sqrt(squared);
    c = (1 - Math.cos(t)) / squared;
    d = (1 - Math.sin(t) / t) / squared;
  }
  return Float64Array.of(
    ...[1 - d * (y * y + z * z), d * x * y - c * z, d * x * z + c * y],
    ...[d * x * y + c * z, 1 - d * (x * x + z * z), d * y * z - c * x],
    ...[d * x * z - c * y, d * y * z + c * x, 1 - d * (x * x + y * y)],
  );
}
