import type { ObjectModel } from '../../objects/object-model.js';

const made = new WeakMap<ObjectModel, Float32Array>();

/**
 * Texels per square metre of each face (F), as half its binary logarithm: the mip level at which a texel is a
 * metre wide. A pixel that sees the face from depth z at a cosine c to its normal covers (z / f)^2 / c square
 * metres, so its level is `density + log2(z / f) - log2(c) / 2`. Faces without area in space or on the
 * texture get 0. Remembered with the model.
 */
export function texelDensity(model: ObjectModel): Float32Array {
  let density = made.get(model);
  if (density) return density;
  const { vertices: p, faces, uvs, texture } = model;
  density = new Float32Array(faces.length / 3);
  if (uvs && texture) {
    for (let f = 0; f < density.length; f++) {
      const [a, b, c] = [faces[f * 3] * 3, faces[f * 3 + 1] * 3, faces[f * 3 + 2] * 3];
      const [ux, uy, uz] = [p[b] - p[a], p[b + 1] - p[a + 1], p[b + 2] - p[a + 2]];
      const [vx, vy, vz] = [p[c] - p[a], p[c + 1] - p[a + 1], p[c + 2] - p[a + 2]];
      const [nx, ny, nz] = [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx];
      const area = Math.sqrt(nx * nx + ny * ny + nz * nz);
      const t = f * 6;
      const texels =
        Math.abs(
          (uvs[t + 2] - uvs[t]) * (uvs[t + 5] - uvs[t + 1]) -
            (uvs[t + 4] - uvs[t]) * (uvs[t + 3] - uvs[t + 1]),
        ) *
        texture.width *
        texture.height;
      if (area > 0 && texels > 0) density[f] = 0.5 * Math.log2(texels / area);
    }
  }
  made.set(model, density);
  return density;
}
