import type { Mesh } from '../../geometry/mesh/mesh.js';
import { readObj } from '../../objects/files/read-obj.js';
import type { MowReader } from './read-mow.js';

/**
 * The object of a picture, as `objects[0].pose` of its sample places it: the mesh of the file about the mean
 * of its vertices, y turned round (and faces with it), scaled to the hand.
 */
export async function readMowObject(reader: MowReader, position: number): Promise<Mesh> {
  const { vertices, faces } = await readObj(reader.modelPath(position), { id: 22 });
  const scale = reader.objectScale(position);
  const mean = [0, 0, 0];
  for (let i = 0; i < vertices.length; i++) mean[i % 3] += vertices[i] / (vertices.length / 3);
  return {
    vertices: vertices.map((value, i) => scale * (i % 3 === 1 ? -1 : 1) * (value - mean[i % 3])),
    faces: faces.map((_, i) => faces[i - (i % 3) + 2 - (i % 3)]),
  };
}
