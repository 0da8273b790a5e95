import type { Mesh } from '../../geometry/mesh/mesh.js';

/**
 * The mesh with its vertices drawn together in cells of `cell` metres and the faces that vanish left out: enough to
 * throw a shadow, for a fraction of the faces of a scan.
 */
export function coarseMesh(mesh: Mesh, cell: number): Mesh {
  const index = new Map<string, number>();
  const sums: number[] = [];
  const counts: number[] = [];
  const { vertices, faces } = mesh;
  const newOf = new Uint32Array(vertices.length / 3);
  for (let v = 0; v < newOf.length; v++) {
    const at = v * 3;
    const key = `${Math.floor(vertices[at] / cell)} ${Math.floor(vertices[at + 1] / cell)} ${Math.floor(vertices[at + 2] / cell)}`;
    let i = index.get(key);
    if (i === undefined) {
      i = counts.length;
      index.set(key, i);
      counts.push(0);
      sums.push(0, 0, 0);
    }
    newOf[v] = i;
    counts[i]++;
    for (let k = 0; k < 3; k++) sums[i * 3 + k] += vertices[at + k];
  }
  const kept: number[] = [];
  for (let f = 0; f < faces.length; f += 3) {
    const [a, b, c] = [newOf[faces[f]], newOf[faces[f + 1]], newOf[faces[f + 2]]];
    if (a !== b && b !== c && c !== a) kept.push(a, b, c);
  }
  return {
    vertices: Float32Array.from(sums, (sum, i) => sum / counts[Math.floor(i / 3)]),
    faces: Uint32Array.from(kept),
  };
}
