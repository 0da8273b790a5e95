import { convexHull } from '../../geometry/mesh/convex-hull.js';
import type { Mesh } from '../../geometry/mesh/mesh.js';

/**
 * Angles at a vertex that fall short of a full turn by less than this belong to a flat place or a straight
 * edge.
 */
const LEAST_DEFECT = 1e-5;

/**
 * The convex hull with only its true corners: vertices inside flat sides and along straight edges are left
 * out, and with them the slivers between them, whose normals mean nothing.
 */
export function cornerHull(points: ArrayLike<number>): Mesh {
  const hull = convexHull(points);
  const { vertices: p, faces } = hull;
  const defect = new Float64Array(p.length / 3).fill(2 * Math.PI);
  for (let f = 0; f < faces.length; f += 3) {
    for (let k = 0; k < 3; k++) {
      const [a, b, c] = [faces[f + k] * 3, faces[f + ((k + 1) % 3)] * 3, faces[f + ((k + 2) % 3)] * 3];
      const u = [p[b] - p[a], p[b + 1] - p[a + 1], p[b + 2] - p[a + 2]];
      const v = [p[c] - p[a], p[c + 1] - p[a + 1], p[c + 2] - p[a + 2]];
      const cross = [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]];
      const dot = u[0] * v[0] + u[1] * v[1] + u[2] * v[2];
      defect[faces[f + k]] -= Math.atan2(Math.hypot(...cross), dot);
    }
  }
  const corners: number[] = [];
  for (let i = 0; i < defect.length; i++) {
    if (defect[i] > LEAST_DEFECT) corners.push(p[i * 3], p[i * 3 + 1], p[i * 3 + 2]);
  }
  return convexHull(corners);
}
