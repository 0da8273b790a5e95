/** The plane (n, d) of a face with n . x + d = 0 and |n| = 1; zeros for a face without area. */
export function facePlane(vertices: ArrayLike<number>, [a, b, c]: readonly number[]): Float64Array {
  const at = (v: number, k: number) => vertices[3 * v + k];
  const u = [0, 1, 2].map((k) => at(b, k) - at(a, k));
  const w = [0, 1, 2].map((k) => at(c, k) - at(a, k));
  const n = [u[1] * w[2] - u[2] * w[1], u[2] * w[0] - u[0] * w[2], u[0] * w[1] - u[1] * w[0]];
  const length = Math.hypot(...n);
  if (length === 0) return new Float64Array(4);
  const [x, y, z] = n.map((value) => value / length);
  return Float64Array.of(x, y, z, -(x * at(a, 0) + y * at(a, 1) + z * at(a, 2)));
}
