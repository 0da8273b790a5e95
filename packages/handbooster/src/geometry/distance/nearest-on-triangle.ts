/**
 * Nearest point of a triangle to `p` (Ericson, "Real-Time Collision Detection", 2005, 5.1.5): writes its barycentric
 * weights (3) and returns the squared distance. Corners are indices into `vertices` (V, 3).
 */
export function nearestOnTriangle(
  p: ArrayLike<number>,
  vertices: ArrayLike<number>,
  a: number,
  b: number,
  c: number,
  weights: Float64Array,
): number {
  const ax = vertices[3 * a];
  const ay = vertices[3 * a + 1];
  const az = vertices[3 * a + 2];
  const ux = vertices[3 * b] - ax;
  const uy = vertices[3 * b + 1] - ay;
  const uz = vertices[3 * b + 2] - az;
  const vx = vertices[3 * c] - ax;
  const vy = vertices[3 * c + 1] - ay;
  const vz = vertices[3 * c + 2] - az;
  const px = p[0] - ax;
  const py = p[1] - ay;
  const pz = p[2] - az;
  const d1 = ux * px + uy * py + uz * pz;
  const d2 = vx * px + vy * py + vz * pz;
  const uu = ux * ux + uy * uy + uz * uz;
  const uv = ux * vx + uy * vy + uz * vz;
  const vv = vx * vx + vy * vy + vz * vz;
  let s: number;
  let t: number;
  // d3, d4: from b; d5, d6: from c.
  const d3 = d1 - uu;
  const d4 = d2 - uv;
  const d5 = d1 - uv;
  const d6 = d2 - vv;
  const va = d3 * d6 - d5 * d4;
  const vb = d5 * d2 - d1 * d6;
  const vc = d1 * d4 - d3 * d2;
  if (d1 <= 0 && d2 <= 0) [s, t] = [0, 0];
  else if (d3 >= 0 && d4 <= d3) [s, t] = [1, 0];
  else if (d6 >= 0 && d5 <= d6) [s, t] = [0, 1];
  else if (vc <= 0 && d1 >= 0 && d3 <= 0) [s, t] = [d1 / (d1 - d3), 0];
  else if (vb <= 0 && d2 >= 0 && d6 <= 0) [s, t] = [0, d2 / (d2 - d6)];
  else if (va <= 0 && d4 - d3 >= 0 && d5 - d6 >= 0) {
    t = (d4 - d3) / (d4 - d3 + (d5 - d6));
    s = 1 - t;
  } else {
    const k = 1 / (va + vb + vc);
    s = vb * k;
    t = vc * k;
  }
  weights[0] = 1 - s - t;
  weights[1] = s;
  weights[2] = t;
  const x = px - s * ux - t * vx;
  const y = py - s * uy - t * vy;
  const z = pz - s * uz - t * vz;
  return x * x + y * y + z * z;
}
