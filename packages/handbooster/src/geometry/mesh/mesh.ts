/** A triangle mesh. */
export interface Mesh {
  /** (V, 3) row-major, metres. */
  vertices: Float32Array;
  /** (F, 3) vertex indices, counter-clockwise seen from outside. */
  faces: Uint32Array;
}
