import type { Mesh } from '../geometry/mesh/mesh.js';

/** An RGB image in memory. */
export interface Texture {
  width: number;
  height: number;
  /** (height, width, 3), row 0 at the top. */
  pixels: Uint8Array;
}

/** A textured object. */
export interface ObjectModel extends Mesh {
  /** YCB id 1 ... 21, or past 21 for the user's own. */
  id: number;
  /** For example `003_cracker_box`. */
  name: string;
  /**
   * (F, 3, 2) texture coordinates of each corner, (0, 0) at the image's bottom left as in OBJ; null without a
   * texture.
   */
  uvs: Float32Array | null;
  texture: Texture | null;
  /** RGB in 0 ... 1, the material's diffuse colour, used where there is no texture. */
  color: [number, number, number];
}
