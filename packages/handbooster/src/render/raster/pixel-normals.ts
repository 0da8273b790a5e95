import type { Mesh } from '../../geometry/mesh/mesh.js';
import { faceNormals, vertexNormals } from '../../geometry/mesh/normals.js';
import type { GBuffer } from './g-buffer.js';
import { interpolateVertices } from './interpolate.js';

/**
 * The unit normal at each pixel of one mesh, in the axes of its vertices (camera axes: the z of a face that
 * looks at the camera is negative).
 *
 * @param meshIndex which of the drawn meshes
 * @param shading `smooth` interpolates vertex normals; `flat` gives every pixel its face's
 * @param out (H, W, 3); pixels of other meshes are left as they are
 */
export function pixelNormals(
  buffer: GBuffer,
  meshIndex: number,
  mesh: Mesh,
  shading: 'smooth' | 'flat',
  out: Float32Array = new Float32Array(buffer.width * buffer.height * 3),
): Float32Array {
  if (shading === 'flat') {
    const normals = faceNormals(mesh);
    for (let i = 0; i < buffer.mesh.length; i++) {
      if (buffer.mesh[i] !== meshIndex) continue;
      const f = buffer.face[i] * 3;
      out[i * 3] = normals[f];
      out[i * 3 + 1] = normals[f + 1];
      out[i * 3 + 2] = normals[f + 2];
    }
    return out;
  }
  interpolateVertices(buffer, meshIndex, mesh.faces, vertexNormals(mesh), 3, out);
  for (let i = 0; i < buffer.mesh.length; i++) {
    if (buffer.mesh[i] !== meshIndex) continue;
    const [x, y, z] = [out[i * 3], out[i * 3 + 1], out[i * 3 + 2]];
    const length = Math.sqrt(x * x + y * y + z * z);
    const scale = length > 0 ? 1 / length : 0;
    out[i * 3] = x * scale;
    out[i * 3 + 1] = y * scale;
    out[i * 3 + 2] = z * scale;
  }
  return out;
}
