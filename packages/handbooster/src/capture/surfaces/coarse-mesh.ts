import type { Mesh } from '../../geometry/mesh/mesh.js';

/**
 * A mesh with its vertices drawn together in cells and the faces that vanish left out: enough to throw a
 * shadow, for a fraction of the faces. What is drawn together is settled once; the mesh may then move.
 */
export class CoarseMesh {
  /** (F, 3) of the coarse mesh. */
  readonly faces: Uint32Array;
  /** (V) the coarse vertex that each vertex belongs to, and (coarse V) one over how many do. */
  readonly #coarseOf: Uint32Array;
  readonly #shares: Float64Array;

  /** @param cell metres */
  constructor({ vertices, faces }: Mesh, cell: number) {
    const index = new Map<string, number>();
    const counts: number[] = [];
    this.#coarseOf = new Uint32Array(vertices.length / 3);
    for (let v = 0; v < this.#coarseOf.length; v++) {
      const at = v * 3;
      const key = `${Math.floor(vertices[at] / cell)} ${Math.floor(vertices[at + 1] / cell)} ${Math.floor(vertices[at + 2] / cell)}`;
      let i = index.get(key);
      if (i === undefined) {
        i = counts.length;
        index.set(key, i);
        counts.push(0);
      }
      this.#coarseOf[v] = i;
      counts[i]++;
    }
    this.#shares = Float64Array.from(counts, (count) => 1 / count);
    const kept: number[] = [];
    for (let f = 0; f < faces.length; f += 3) {
      const [a, b, c] = [0, 1, 2].map((k) => this.#coarseOf[faces[f + k]]);
      if (a !== b && b !== c && c !== a) kept.push(a, b, c);
    }
    this.faces = Uint32Array.from(kept);
  }

  /** The coarse mesh of the vertices (V, 3) as they are now: the mean of those drawn together. */
  of(vertices: Float32Array): Mesh {
    const coarseOf = this.#coarseOf;
    const shares = this.#shares;
    const sums = new Float64Array(shares.length * 3);
    for (let v = 0; v < coarseOf.length; v++) {
      const at = coarseOf[v] * 3;
      sums[at] += vertices[v * 3];
      sums[at + 1] += vertices[v * 3 + 1];
      sums[at + 2] += vertices[v * 3 + 2];
    }
    return { vertices: Float32Array.from(sums, (sum, i) => sum * shares[(i / 3) | 0]), faces: this.faces };
  }
}
