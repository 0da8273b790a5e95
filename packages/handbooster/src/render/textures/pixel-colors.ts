import type { Camera } from '../../geometry/camera.js';
import { faceNormals } from '../../geometry/mesh/normals.js';
import type { ObjectModel } from '../../objects/object-model.js';
import type { GBuffer } from '../raster/g-buffer.js';
import { mipLevels } from './mip-levels.js';
import { sampleTexture } from './sample-texture.js';
import { texelDensity } from './texel-density.js';

/**
 * The unlit colour of an object at each of its pixels: its texture, perspective-correct and filtered by mip levels, or
 * its plain colour.
 *
 * @param meshIndex which of the drawn meshes
 * @param model the object; `vertices` are where it was drawn, (V, 3) in the camera's frame
 * @param camera the one it was drawn with
 * @param out (H, W, 3) gamma-encoded 0 ... 255; pixels of other meshes are left as they are
 */
export function pixelColors(
  buffer: GBuffer,
  meshIndex: number,
  model: ObjectModel,
  vertices: Float32Array,
  camera: Camera,
  out: Float32Array = new Float32Array(buffer.width * buffer.height * 3),
): Float32Array {
  const { mesh, face, barycentric, depth, width, height } = buffer;
  const { uvs, texture } = model;
  if (!uvs || !texture) {
    const plain = model.color.map((value) => value * 255);
    for (let i = 0; i < mesh.length; i++) if (mesh[i] === meshIndex) out.set(plain, i * 3);
    return out;
  }
  const mips = mipLevels(texture);
  const density = texelDensity(model);
  const normals = faceNormals({ vertices, faces: model.faces });
  const metres = 1 / Math.sqrt(camera.fx * camera.fy);
  for (let y = 0, i = 0; y < height; y++) {
    const ry = (y - camera.cy) / camera.fy;
    for (let x = 0; x < width; x++, i++) {
      if (mesh[i] !== meshIndex) continue;
      const f = face[i];
      const rx = (x - camera.cx) / camera.fx;
      const cosine =
        Math.abs(rx * normals[f * 3] + ry * normals[f * 3 + 1] + normals[f * 3 + 2]) /
        Math.sqrt(rx * rx + ry * ry + 1);
      const level = density[f] + Math.log2((depth[i] * metres) / Math.sqrt(Math.max(cosine, 0.05)));
      const wa = barycentric[i * 2];
      const wb = barycentric[i * 2 + 1];
      const wc = 1 - wa - wb;
      const t = f * 6;
      sampleTexture(
        mips,
        wa * uvs[t] + wb * uvs[t + 2] + wc * uvs[t + 4],
        wa * uvs[t + 1] + wb * uvs[t + 3] + wc * uvs[t + 5],
        level,
        out,
        i * 3,
      );
    }
  }
  return out;
}
