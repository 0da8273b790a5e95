import { GBuffer } from '../raster/g-buffer.js';
import { SeenFaces } from './seen-faces.js';

/** Memory that `renderConditionMaps` uses again from one picture to the next; one for each thread. */
export class ConditionWorkspace {
  readonly fine = new GBuffer();
  readonly coarse = new GBuffer();
  readonly faces = new SeenFaces();
  #vertices: Float32Array[] = [];

  /** Room for the moved vertices of mesh `index`. */
  vertices(index: number, length: number): Float32Array {
    if (this.#vertices[index]?.length !== length) this.#vertices[index] = new Float32Array(length);
    return this.#vertices[index];
  }
}
