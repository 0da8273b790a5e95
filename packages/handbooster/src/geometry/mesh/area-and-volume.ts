import type { Mesh } from './mesh.js';
import { faceCrossProducts } from './normals.js';

/** Area of each face (F), square metres. */
export function faceAreas(mesh: Mesh): Float64Array {
  const cross = faceCrossProducts(mesh);
  const out = new Float64Array(cross.length / 3);
  for (let i = 0; i < out.length; i++) {
    out[i] = Math.sqrt(cross[3 * i] ** 2 + cross[3 * i + 1] ** 2 + cross[3 * i + 2] ** 2) / 2;
  }
  return out;
}

/** Area of the whole surface, square metres. */
export function surfaceArea(mesh: Mesh): number {
  return faceAreas(mesh).reduce((sum, area) => sum + area, 0);
}

/**
 * Signed volume, cubic metres (divergence theorem): positive for a closed surface with outward faces,
 * negative for an inverted one. On an open mesh it depends on where the origin is and means nothing.
 */
export function signedVolume(mesh: Mesh): number {
  const { vertices: v, faces } = mesh;
  let six = 0;
  for (let f = 0; f < faces.length; f += 3) {
    const a = faces[f] * 3;
    const b = faces[f + 1] * 3;
    const c = faces[f + 2] * 3;
    six +=
      v[a] * (v[b + 1] * v[c + 2] - v[b + 2] * v[c + 1]) +
      v[a + 1] * (v[b + 2] * v[c] - v[b] * v[c + 2]) +
      v[a + 2] * (v[b] * v[c + 1] - v[b + 1] * v[c]);
  }
  return six / 6;
}

/** Axis-aligned bounds of points (N, 3). */
export interface Bounds {
  low: [number, number, number];
  high: [number, number, number];
}

/** Bounds of points (N, 3); of none, infinite and empty (low > high). */
export function boundsOf(points: ArrayLike<number>): Bounds {
  const low: [number, number, number] = [Infinity, Infinity, Infinity];
  const high: [number, number, number] = [-Infinity, -Infinity, -Infinity];
  for (let i = 0; i < points.length; i += 3) {
    for (let k = 0; k < 3; k++) {
      const value = points[i + k];
      if (value < low[k]) low[k] = value;
      if (value > high[k]) high[k] = value;
    }
  }
  return { low, high };
}

/** Centre of mass (3) of a closed solid of uniform density. */
export function centreOfMass(mesh: Mesh): Float64Array {
  const { vertices: v, faces } = mesh;
  const sum = new Float64Array(3);
  let six = 0;
  for (let f = 0; f < faces.length; f += 3) {
    const a = faces[f] * 3;
    const b = faces[f + 1] * 3;
    const c = faces[f + 2] * 3;
    const part =
      v[a] * (v[b + 1] * v[c + 2] - v[b + 2] * v[c + 1]) +
      v[a + 1] * (v[b + 2] * v[c] - v[b] * v[c + 2]) +
      v[a + 2] * (v[b] * v[c + 1] - v[b + 1] * v[c]);
    six += part;
    for (let k = 0; k < 3; k++) sum[k] += (part * (v[a + k] + v[b + k] + v[c + k])) / 4;
  }
  return sum.map((value) => value / six);
}
