import type { GBuffer } from './g-buffer.js';

/**
 * A vertex attribute at each pixel of one mesh, perspective-correct.
 *
 * @param meshIndex which of the drawn meshes
 * @param faces (F, 3) of that mesh
 * @param values (V, channels)
 * @param out (H, W, channels); pixels of other meshes are left as they are
 */
export function interpolateVertices(
  buffer: GBuffer,
  meshIndex: number,
  faces: Uint32Array,
  values: ArrayLike<number>,
  channels: number,
  out: Float32Array = new Float32Array(buffer.width * buffer.height * channels),
): Float32Array {
  const { mesh, face, barycentric } = buffer;
  for (let i = 0; i < mesh.length; i++) {
    if (mesh[i] !== meshIndex) continue;
    const f = face[i] * 3;
    const a = faces[f] * channels;
    const b = faces[f + 1] * channels;
    const c = faces[f + 2] * channels;
    const wa = barycentric[i * 2];
    const wb = barycentric[i * 2 + 1];
    const wc = 1 - wa - wb;
    for (let k = 0; k < channels; k++) {
      out[i * channels + k] = wa * values[a + k] + wb * values[b + k] + wc * values[c + k];
    }
  }
  return out;
}

/**
 * As `interpolateVertices` for values (F, 3, channels) that belong to the corners of faces, such as texture
 * coordinates.
 */
export function interpolateCorners(
  buffer: GBuffer,
  meshIndex: number,
  values: ArrayLike<number>,
  channels: number,
  out: Float32Array = new Float32Array(buffer.width * buffer.height * channels),
): Float32Array {
  const { mesh, face, barycentric } = buffer;
  for (let i = 0; i < mesh.length; i++) {
    if (mesh[i] !== meshIndex) continue;
    const a = face[i] * 3 * channels;
    const wa = barycentric[i * 2];
    const wb = barycentric[i * 2 + 1];
    const wc = 1 - wa - wb;
    for (let k = 0; k < channels; k++) {
      out[i * channels + k] =
        wa * values[a + k] + wb * values[a + channels + k] + wc * values[a + 2 * channels + k];
    }
  }
  return out;
}
