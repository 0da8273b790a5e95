import { meshEdges } from '../../geometry/mesh/edges.js';
import type { Mesh } from '../../geometry/mesh/mesh.js';
import { faceNormals } from '../../geometry/mesh/normals.js';

/** How high a solid's centre of mass must be lifted to roll it from one face of its hull to another. */
export interface RestBasins {
  /** (F) height of the centre when the solid stands on each face, metres. */
  height: Float64Array;
  /**
   * (F) number of the basin of each face. Faces between which the solid rolls without its centre rising by
   * more than the tolerance are one: all sides of a cylinder, but not two sides of a box.
   */
  basin: Uint32Array;
  /** The three faces across each face's edges. */
  neighbours: number[][];
}

/**
 * Basins of rest of a convex hull. Faces are joined over their edges, lowest edge first; a basin is kept
 * apart when the edge lies more than `tolerance` above the lowest face of each of the two (the persistence of
 * its minimum).
 *
 * @param hull convex, closed
 * @param centre of mass (3)
 * @param tolerance metres
 */
export function restBasins(hull: Mesh, centre: ArrayLike<number>, tolerance: number): RestBasins {
  const { vertices: p, faces } = hull;
  const normals = faceNormals(hull);
  const count = faces.length / 3;
  const height = Float64Array.from({ length: count }, (_, f) => {
    const v = faces[f * 3] * 3;
    const n = f * 3;
    return (
      normals[n] * (p[v] - centre[0]) +
      normals[n + 1] * (p[v + 1] - centre[1]) +
      normals[n + 2] * (p[v + 2] - centre[2])
    );
  });
  const edges = meshEdges(faces);
  const sides: number[][] = Array.from({ length: edges.forward.length }, () => []);
  edges.ofFaces.forEach((edge, corner) => {
    sides[edge].push(Math.floor(corner / 3));
  });
  const barrier = sides.map((_, e) =>
    distanceToEdge(p, edges.vertices[e * 2], edges.vertices[e * 2 + 1], centre),
  );
  const order = barrier.map((_, e) => e).sort((a, b) => barrier[a] - barrier[b] || a - b);
  const parent = Uint32Array.from({ length: count }, (_, f) => f);
  const find = (face: number) => {
    let root = face;
    while (parent[root] !== root) {
      parent[root] = parent[parent[root]];
      root = parent[root];
    }
    return root;
  };
  for (const e of order) {
    if (sides[e].length !== 2) continue;
    // The root of a basin is its lowest face.
    const [a, b] = sides[e].map(find).sort((x, y) => height[x] - height[y] || x - y);
    if (a !== b && barrier[e] - height[b] <= tolerance) parent[b] = a;
  }
  return {
    height,
    basin: Uint32Array.from({ length: count }, (_, f) => find(f)),
    neighbours: Array.from({ length: count }, (_, f) =>
      [0, 1, 2].flatMap((k) => sides[edges.ofFaces[f * 3 + k]].filter((other) => other !== f)),
    ),
  };
}

function distanceToEdge(p: Float32Array, i: number, j: number, c: ArrayLike<number>): number {
  const d = [0, 1, 2].map((k) => p[j * 3 + k] - p[i * 3 + k]);
  const to = [0, 1, 2].map((k) => c[k] - p[i * 3 + k]);
  const squared = d[0] * d[0] + d[1] * d[1] + d[2] * d[2];
  const t = Math.min(1, Math.max(0, (d[0] * to[0] + d[1] * to[1] + d[2] * to[2]) / squared));
  return Math.hypot(to[0] - t * d[0], to[1] - t * d[1], to[2] - t * d[2]);
}
