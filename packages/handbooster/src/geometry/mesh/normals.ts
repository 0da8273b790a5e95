import type { Mesh } from './mesh.js';

/**
 * Unnormalised face normals (F, 3): the cross product of two edges, twice the area long, outward for
 * counter-clockwise faces.
 */
export function faceCrossProducts(mesh: Mesh): Float64Array {
  const { vertices: v, faces } = mesh;
  const out = new Float64Array(faces.length);
  for (let f = 0; f < faces.length; f += 3) {
    const a = faces[f] * 3;
    const b = faces[f + 1] * 3;
    const c = faces[f + 2] * 3;
    const ux = v[b] - v[a];
    const uy = v[b + 1] - v[a + 1];
    const uz = v[b + 2] - v[a + 2];
    const wx = v[c] - v[a];
    const wy = v[c + 1] - v[a + 1];
    const wz = v[c + 2] - v[a + 2];
    out[f] = uy * wz - uz * wy;
    out[f + 1] = uz * wx - ux * wz;
    out[f + 2] = ux * wy - uy * wx;
  }
  return out;
}

/** Unit face normals (F, 3); zero for faces without area. */
export function faceNormals(mesh: Mesh): Float32Array {
  return normaliseRows(faceCrossProducts(mesh));
}

/**
 * Unit vertex normals (V, 3), the area-weighted mean of the faces around; zero for vertices without a face.
 */
export function vertexNormals(mesh: Mesh): Float32Array {
  return normaliseRows(vertexNormalSums(mesh));
}

/**
 * Sums (V, 3) of the {@link faceCrossProducts} around each vertex, into `out` where that is given and fits.
 */
export function vertexNormalSums(mesh: Mesh, out?: Float64Array | null): Float64Array {
  const { faces, vertices } = mesh;
  const sum = out?.length === vertices.length ? out.fill(0) : new Float64Array(vertices.length);
  const cross = faceCrossProducts(mesh);
  for (let f = 0; f < faces.length; f += 3) {
    for (let k = 0; k < 3; k++) {
      const vertex = faces[f + k] * 3;
      sum[vertex] += cross[f];
      sum[vertex + 1] += cross[f + 1];
      sum[vertex + 2] += cross[f + 2];
    }
  }
  return sum;
}

function normaliseRows(rows: Float64Array): Float32Array {
  const out = new Float32Array(rows.length);
  for (let i = 0; i < rows.length; i += 3) {
    const length = Math.sqrt(rows[i] ** 2 + rows[i + 1] ** 2 + rows[i + 2] ** 2);
    if (length === 0) continue;
    out[i] = rows[i] / length;
    out[i + 1] = rows[i + 1] / length;
    out[i + 2] = rows[i + 2] / length;
  }
  return out;
}
