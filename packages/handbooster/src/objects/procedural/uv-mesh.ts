import type { Mesh } from '../../geometry/mesh/mesh.js';

/** A mesh with texture coordinates (F, 3, 2) for each corner, (0, 0) at the texture's bottom left. */
export interface UvMesh extends Mesh {
  uvs: Float32Array;
}
