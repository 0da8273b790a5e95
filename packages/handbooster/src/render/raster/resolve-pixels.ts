import type { Mesh } from '../../geometry/mesh/mesh.js';
import type { GBuffer } from './g-buffer.js';

/** Turns ids and nearness into meshes, faces, depth and weights, once for each pixel. */
export function resolvePixels(
  meshes: readonly Mesh[],
  orthographic: boolean,
  weights: boolean,
  buffer: GBuffer,
): void {
  const { width, id, depth, mesh, face, barycentric, nearness, homogeneous: H } = buffer;
  const [x0, x1, y0, y1] = buffer.bounds;
  mesh.fill(-1);
  face.fill(-1);
  depth.fill(0);
  const starts = new Int32Array(meshes.length);
  const ends = faceEnds(meshes);
  for (let m = 1; m < meshes.length; m++) starts[m] = starts[m - 1] + meshes[m - 1].vertices.length / 3;
  let last = -1;
  let m = 0;
  let f = 0;
  let A0 = 0;
  let B0 = 0;
  let C0 = 0;
  let A1 = 0;
  let B1 = 0;
  let C1 = 0;
  let A2 = 0;
  let B2 = 0;
  let C2 = 0;
  for (let y = y0; y <= y1; y++) {
    for (let x = x0, i = y * width + x0; x <= x1; x++, i++) {
      const seen = id[i];
      if (seen < 0) continue;
      const other = seen !== last;
      if (other) {
        last = seen;
        m = 0;
        while (seen >= ends[m]) m++;
        f = m === 0 ? seen : seen - ends[m - 1];
      }
      mesh[i] = m;
      face[i] = f;
      depth[i] = orthographic ? -nearness[i] : 1 / nearness[i];
      if (!weights) continue;
      if (other) {
        const { faces } = meshes[m];
        const a = (starts[m] + faces[f * 3]) * 3;
        const b = (starts[m] + faces[f * 3 + 1]) * 3;
        const d = (starts[m] + faces[f * 3 + 2]) * 3;
        A0 = H[b + 1] * H[d + 2] - H[b + 2] * H[d + 1];
        B0 = H[b + 2] * H[d] - H[b] * H[d + 2];
        C0 = H[b] * H[d + 1] - H[b + 1] * H[d];
        A1 = H[d + 1] * H[a + 2] - H[d + 2] * H[a + 1];
        B1 = H[d + 2] * H[a] - H[d] * H[a + 2];
        C1 = H[d] * H[a + 1] - H[d + 1] * H[a];
        A2 = H[a + 1] * H[b + 2] - H[a + 2] * H[b + 1];
        B2 = H[a + 2] * H[b] - H[a] * H[b + 2];
        C2 = H[a] * H[b + 1] - H[a + 1] * H[b];
      }
      const e0 = A0 * x + B0 * y + C0;
      const e1 = A1 * x + B1 * y + C1;
      const e2 = A2 * x + B2 * y + C2;
      const inverse = 1 / (e0 + e1 + e2);
      barycentric[i * 2] = e0 * inverse;
      barycentric[i * 2 + 1] = e1 * inverse;
    }
  }
}

/**
 * For each mesh, the number of faces in it and in all before it: ids below belong to it or to an earlier one.
 */
export function faceEnds(meshes: readonly Mesh[]): Int32Array {
  const ends = new Int32Array(meshes.length);
  let count = 0;
  for (let m = 0; m < meshes.length; m++) {
    count += meshes[m].faces.length / 3;
    ends[m] = count;
  }
  return ends;
}
