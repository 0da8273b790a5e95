/**
 * Nearest point of a triangle to a point, by the region that the point projects into (Ericson, "Real-Time
 * Collision Detection", 2005, 5.1.5). A triangle shrunk to an edge or a point is that edge or point.
 *
 * @param vertices coordinates, in which a, b and c are where those of the corners begin
 * @param weights (3) gets the barycentric weights of the nearest point
 * @returns the squared distance
 */
export function nearestOnTriangle(
  x: number,
  y: number,
  z: number,
  vertices: ArrayLike<number>,
  a: number,
  b: number,
  c: number,
  weights: Float64Array,
): number {
  const ax = vertices[a];
  const ay = vertices[a + 1];
  const az = vertices[a + 2];
  const ux = vertices[b] - ax;
  const uy = vertices[b + 1] - ay;
  const uz = vertices[b + 2] - az;
  const vx = vertices[c] - ax;
  const vy = vertices[c + 1] - ay;
  const vz = vertices[c + 2] - az;
  const px = x - ax;
  const py = y - ay;
  const pz = z - az;
  const d1 = ux * px + uy * py + uz * pz;
  const d2 = vx * px + vy * py + vz * pz;
  let s = 0; // the nearest point is a + s u + t v
  let t = 0;
  if (d1 > 0 || d2 > 0) {
    const uu = ux * ux + uy * uy + uz * uz;
    const uv = ux * vx + uy * vy + uz * vz;
    const vv = vx * vx + vy * vy + vz * vz;
    // d3, d4: from b; d5, d6: from c.
    const d3 = d1 - uu;
    const d4 = d2 - uv;
    const d5 = d1 - uv;
    const d6 = d2 - vv;
    const va = d3 * d6 - d5 * d4;
    const vb = d5 * d2 - d1 * d6;
    const vc = d1 * d4 - d3 * d2;
    if (d3 >= 0 && d4 <= d3) s = 1;
    else if (d6 >= 0 && d5 <= d6) t = 1;
    // Where a and b are one point, what is left is the edge to c.
    else if (vc <= 0 && d1 >= 0 && d3 <= 0 && uu > 0) s = d1 / (d1 - d3);
    else if (vb <= 0 && d2 >= 0 && d6 <= 0) t = d2 / (d2 - d6);
    else if (va <= 0 && d4 - d3 >= 0 && d5 - d6 >= 0) {
      t = (d4 - d3) / (d4 - d3 + (d5 - d6));
      s = 1 - t;
    } else {
      const k = 1 / (va + vb + vc);
      s = vb * k;
      t = vc * k;
    }
  }
  weights[0] = 1 - s - t;
  weights[1] = s;
  weights[2] = t;
  const dx = px - s * ux - t * vx;
  const dy = py - s * uy - t * vy;
  const dz = pz - s * uz - t * vz;
  return dx * dx + dy * dy + dz * dz;
}

const unused = new Float64Array(3);

/** Squared distance from a point to a triangle whose nine coordinates start at `at`. */
export function squaredDistanceToTriangle(
  corners: ArrayLike<number>,
  at: number,
  x: number,
  y: number,
  z: number,
): number {
  return nearestOnTriangle(x, y, z, corners, at, at + 3, at + 6, unused);
}
