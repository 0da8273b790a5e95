import type { Mesh } from '../../geometry/mesh/mesh.js';

/**
 * Pairs of faces of a mesh that cross each other and share no vertex: the plain test of criterion (iii), as
 * upstream makes it (Open3D's). On skinned hands it counts the creases of bent joints too;
 * `selfPenetrationDepth` is what grasps are judged by.
 */
export function countSelfIntersections({ vertices, faces }: Mesh): number {
  const count = faces.length / 3;
  const boxes = new Float64Array(count * 6);
  for (let f = 0; f < count; f++) {
    for (let k = 0; k < 3; k++) {
      const [a, b, c] = [0, 1, 2].map((corner) => vertices[3 * faces[3 * f + corner] + k]);
      boxes[6 * f + k] = Math.min(a, b, c);
      boxes[6 * f + 3 + k] = Math.max(a, b, c);
    }
  }
  const order = Array.from({ length: count }, (_, f) => f).sort((a, b) => boxes[6 * a] - boxes[6 * b]);
  let crossings = 0;
  for (let i = 0; i < count; i++) {
    const f = order[i];
    for (let j = i + 1; j < count && boxes[6 * order[j]] <= boxes[6 * f + 3]; j++) {
      const g = order[j];
      if (boxes[6 * f + 1] > boxes[6 * g + 4] || boxes[6 * g + 1] > boxes[6 * f + 4]) continue;
      if (boxes[6 * f + 2] > boxes[6 * g + 5] || boxes[6 * g + 2] > boxes[6 * f + 5]) continue;
      if (shareVertex(faces, f, g)) continue;
      if (pierces(vertices, faces, f, g) || pierces(vertices, faces, g, f)) crossings++;
    }
  }
  return crossings;
}

function shareVertex(faces: ArrayLike<number>, f: number, g: number): boolean {
  for (let a = 3 * f; a < 3 * f + 3; a++) {
    for (let b = 3 * g; b < 3 * g + 3; b++) if (faces[a] === faces[b]) return true;
  }
  return false;
}

/**
 * Whether an edge of face `f` goes through face `g`: of two crossing triangles one always does that to the
 * other.
 */
function pierces(v: ArrayLike<number>, faces: ArrayLike<number>, f: number, g: number): boolean {
  const [a, b, c] = [3 * faces[3 * g], 3 * faces[3 * g + 1], 3 * faces[3 * g + 2]];
  for (let k = 0; k < 3; k++) {
    const p = 3 * faces[3 * f + k];
    const q = 3 * faces[3 * f + ((k + 1) % 3)];
    const above = volume(v, a, b, c, p);
    const below = volume(v, a, b, c, q);
    if (above * below >= 0) continue;
    const ab = volume(v, p, q, a, b);
    const bc = volume(v, p, q, b, c);
    const ca = volume(v, p, q, c, a);
    if ((ab > 0 && bc > 0 && ca > 0) || (ab < 0 && bc < 0 && ca < 0)) return true;
  }
  return false;
}

/** Six times the signed volume of the tetrahedron of four vertices, given by the places of their numbers. */
function volume(v: ArrayLike<number>, a: number, b: number, c: number, d: number): number {
  const ux = v[b] - v[a];
  const uy = v[b + 1] - v[a + 1];
  const uz = v[b + 2] - v[a + 2];
  const wx = v[c] - v[a];
  const wy = v[c + 1] - v[a + 1];
  const wz = v[c + 2] - v[a + 2];
  const x = v[d] - v[a];
  const y = v[d + 1] - v[a + 1];
  const z = v[d + 2] - v[a + 2];
  return x * (uy * wz - uz * wy) + y * (uz * wx - ux * wz) + z * (ux * wy - uy * wx);
}
