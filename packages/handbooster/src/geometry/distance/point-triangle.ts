/**
 * Squared distance from a point to a triangle whose nine coordinates start at `at`, by the region the point
 * projects into (Ericson, Real-Time Collision Detection, section 5.1.5). Degenerate triangles are edges or points.
 */
export function squaredDistanceToTriangle(
  corners: ArrayLike<number>,
  at: number,
  x: number,
  y: number,
  z: number,
): number {
  const ax = corners[at];
  const ay = corners[at + 1];
  const az = corners[at + 2];
  const ux = corners[at + 3] - ax;
  const uy = corners[at + 4] - ay;
  const uz = corners[at + 5] - az;
  const wx = corners[at + 6] - ax;
  const wy = corners[at + 7] - ay;
  const wz = corners[at + 8] - az;
  const px = x - ax;
  const py = y - ay;
  const pz = z - az;
  const d1 = ux * px + uy * py + uz * pz;
  const d2 = wx * px + wy * py + wz * pz;
  let s = 0; // nearest point a + s u + t w
  let t = 0;
  if (d1 > 0 || d2 > 0) {
    const uu = ux * ux + uy * uy + uz * uz;
    const uw = ux * wx + uy * wy + uz * wz;
    const ww = wx * wx + wy * wy + wz * wz;
    const d3 = d1 - uu;
    const d4 = d2 - uw;
    const d5 = d1 - uw;
    const d6 = d2 - ww;
    const va = d3 * d6 - d5 * d4;
    const vb = d5 * d2 - d1 * d6;
    const vc = d1 * d4 - d3 * d2;
    if (d3 >= 0 && d4 <= d3) s = 1;
    else if (d6 >= 0 && d5 <= d6) t = 1;
    else if (vc <= 0 && d1 >= 0 && d3 <= 0) s = d1 / uu;
    else if (vb <= 0 && d2 >= 0 && d6 <= 0) t = d2 / ww;
    else if (va <= 0 && d4 - d3 >= 0 && d5 - d6 >= 0) {
      t = (d4 - d3) / (d4 - d3 + (d5 - d6));
      s = 1 - t;
    } else {
      const sum = va + vb + vc;
      s = vb / sum;
      t = vc / sum;
    }
  }
  const dx = px - s * ux - t * wx;
  const dy = py - s * uy - t * wy;
  const dz = pz - s * uz - t * wz;
  return dx * dx + dy * dy + dz * dz;
}
