import type { Mesh } from '../../geometry/mesh/mesh.js';

/**
 * The outline of a mesh where a plane cuts it: the distance of the outline from `center` in `steps`
 * directions around the plane's normal, beginning at `axis` and turning towards `side`; 0 in directions that
 * meet nothing.
 *
 * @param center (3) in the plane
 * @param axis (3), `side` (3) orthonormal and in the plane
 */
export function crossSection(
  mesh: Mesh,
  center: ArrayLike<number>,
  axis: ArrayLike<number>,
  side: ArrayLike<number>,
  steps: number,
): Float64Array {
  const normal = [
    axis[1] * side[2] - axis[2] * side[1],
    axis[2] * side[0] - axis[0] * side[2],
    axis[0] * side[1] - axis[1] * side[0],
  ];
  const { vertices: v, faces } = mesh;
  const count = v.length / 3;
  const height = new Float64Array(count);
  const u = new Float64Array(count);
  const w = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const x = v[i * 3] - center[0];
    const y = v[i * 3 + 1] - center[1];
    const z = v[i * 3 + 2] - center[2];
    height[i] = x * normal[0] + y * normal[1] + z * normal[2];
    u[i] = x * axis[0] + y * axis[1] + z * axis[2];
    w[i] = x * side[0] + y * side[1] + z * side[2];
  }
  const out = new Float64Array(steps);
  const ends = new Float64Array(4);
  for (let f = 0; f < faces.length; f += 3) {
    let found = 0;
    for (let k = 0; k < 3 && found < 4; k++) {
      const a = faces[f + k];
      const b = faces[f + ((k + 1) % 3)];
      if (height[a] >= 0 === height[b] >= 0) continue;
      const t = height[a] / (height[a] - height[b]);
      ends[found++] = u[a] + t * (u[b] - u[a]);
      ends[found++] = w[a] + t * (w[b] - w[a]);
    }
    if (found < 4) continue;
    addSegment(ends, out);
  }
  return out;
}

/** Raises the distance of each direction that crosses the segment. */
function addSegment(ends: Float64Array, out: Float64Array): void {
  const steps = out.length;
  const [ax, ay, bx, by] = ends;
  const from = Math.atan2(ay, ax);
  let sweep = Math.atan2(by, bx) - from;
  if (sweep > Math.PI) sweep -= 2 * Math.PI;
  if (sweep < -Math.PI) sweep += 2 * Math.PI;
  const low = Math.min(from, from + sweep);
  const high = Math.max(from, from + sweep);
  const unit = (2 * Math.PI) / steps;
  for (let k = Math.ceil(low / unit); k * unit <= high; k++) {
    const c = Math.cos(k * unit);
    const s = Math.sin(k * unit);
    // The point of the line a + t (b - a) on the ray (c, s).
    const cross = (bx - ax) * s - (by - ay) * c;
    if (cross === 0) continue;
    const t = (ay * c - ax * s) / cross;
    const distance = (ax + t * (bx - ax)) * c + (ay + t * (by - ay)) * s;
    const at = ((k % steps) + steps) % steps;
    if (distance > out[at]) out[at] = distance;
  }
}
