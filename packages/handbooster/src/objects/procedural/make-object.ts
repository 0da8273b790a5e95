import type { ObjectModel } from '../object-model.js';
import { ycbId } from '../ycb-classes.js';
import type { Canvas } from './canvas.js';
import type { UvMesh } from './uv-mesh.js';

/** An object of the catalogue: the middle of its bounding box becomes the origin. */
export function makeObject(name: string, mesh: UvMesh, canvas: Canvas): ObjectModel {
  const id = ycbId(name);
  if (id === null) throw new RangeError(`makeObject: ${name} is not a YCB class`);
  const vertices = Float32Array.from(mesh.vertices);
  for (let axis = 0; axis < 3; axis++) {
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (let i = axis; i < vertices.length; i += 3) {
      low = Math.min(low, vertices[i]);
      high = Math.max(high, vertices[i]);
    }
    for (let i = axis; i < vertices.length; i += 3) vertices[i] -= (low + high) / 2;
  }
  return {
    id,
    name,
    vertices,
    faces: mesh.faces,
    uvs: mesh.uvs,
    texture: canvas.texture,
    color: meanColor(canvas),
  };
}

function meanColor(canvas: Canvas): [number, number, number] {
  const { pixels } = canvas.texture;
  const sum = [0, 0, 0];
  for (let i = 0; i < pixels.length; i++) sum[i % 3] += pixels[i];
  const [r, g, b] = sum.map((value) => Math.round((value / (pixels.length / 3) / 255) * 1000) / 1000);
  return [r, g, b];
}
