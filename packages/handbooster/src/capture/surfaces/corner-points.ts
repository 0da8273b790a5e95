import type { Mesh } from '../../geometry/mesh/mesh.js';
import type { LightPoints } from './surface.js';

/** Faces with an edge longer than this, metres, are lit at each pixel. */
const WIDE = 0.025;

/**
 * Points for light on a mesh whose normals (F, 3, 3) belong to the corners of faces: corners that share
 * vertex and normal are one point.
 */
export function cornerPoints(mesh: Mesh, normals: Float32Array): LightPoints {
  const { vertices: p, faces } = mesh;
  const corners = new Uint32Array(faces.length);
  const vertices: number[] = [];
  const kept: number[] = [];
  // The points of each vertex, as linked lists.
  const first = new Int32Array(p.length / 3).fill(-1);
  const next: number[] = [];
  for (let i = 0; i < faces.length; i++) {
    const [x, y, z] = [normals[i * 3], normals[i * 3 + 1], normals[i * 3 + 2]];
    let point = first[faces[i]];
    while (point >= 0 && !(kept[point * 3] === x && kept[point * 3 + 1] === y && kept[point * 3 + 2] === z)) {
      point = next[point];
    }
    if (point < 0) {
      point = vertices.length;
      next.push(first[faces[i]]);
      first[faces[i]] = point;
      vertices.push(faces[i]);
      kept.push(x, y, z);
    }
    corners[i] = point;
  }
  return {
    corners,
    vertices: Uint32Array.from(vertices),
    normals: Float32Array.from(kept),
    wide: wideFaces(mesh),
    creep: 0,
  };
}

function wideFaces({ vertices: p, faces }: Mesh): Uint8Array | null {
  const wide = new Uint8Array(faces.length / 3);
  for (let i = 0; i < faces.length; i++) {
    const a = faces[i] * 3;
    const b = faces[i % 3 === 2 ? i - 2 : i + 1] * 3;
    const [x, y, z] = [p[a] - p[b], p[a + 1] - p[b + 1], p[a + 2] - p[b + 2]];
    if (x * x + y * y + z * z > WIDE * WIDE) wide[Math.floor(i / 3)] = 1;
  }
  return wide.includes(1) ? wide : null;
}
