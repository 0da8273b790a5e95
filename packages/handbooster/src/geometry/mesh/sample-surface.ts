import type { Random } from '@handbooster/torch';
import { faceAreas } from './area-and-volume.js';
import type { Mesh } from './mesh.js';

/** Points on a surface. */
export interface SurfacePoints {
  /** (N, 3) metres. */
  points: Float32Array;
  /** (N) the face each lies on. */
  faces: Uint32Array;
  /** (N, 3) barycentric weights of the face's corners. */
  barycentric: Float32Array;
}

/** Draws `count` points uniformly by area. */
export function sampleSurface(mesh: Mesh, count: number, random: Random): SurfacePoints {
  const cumulative = faceAreas(mesh);
  for (let i = 1; i < cumulative.length; i++) cumulative[i] += cumulative[i - 1];
  const total = cumulative[cumulative.length - 1];
  if (!(total > 0)) throw new RangeError('sampleSurface: expected a mesh with positive area');
  const points = new Float32Array(count * 3);
  const faces = new Uint32Array(count);
  const barycentric = new Float32Array(count * 3);
  for (let i = 0; i < count; i++) {
    const target = random.uniform(0, total);
    let low = 0;
    let high = cumulative.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (cumulative[middle] > target) high = middle;
      else low = middle + 1;
    }
    const root = Math.sqrt(random.uniform());
    const along = random.uniform();
    const weights = [1 - root, root * (1 - along), root * along];
    faces[i] = low;
    barycentric.set(weights, 3 * i);
    for (let k = 0; k < 3; k++) {
      let value = 0;
      for (let corner = 0; corner < 3; corner++) {
        value += weights[corner] * mesh.vertices[3 * mesh.faces[3 * low + corner] + k];
      }
      points[3 * i + k] = value;
    }
  }
  return { points, faces, barycentric };
}

/**
 * Indices (`count`) of points (N, 3) spread by farthest-point sampling: each next one is the farthest from
 * all before; the first is `first`. Gives all of them, in that order, when `count` >= N.
 */
export function farthestPoints(points: ArrayLike<number>, count: number, first = 0): Uint32Array {
  const total = points.length / 3;
  const out = new Uint32Array(Math.min(count, total));
  const nearest = new Float64Array(total).fill(Infinity);
  let current = first;
  for (let i = 0; i < out.length; i++) {
    out[i] = current;
    const [x, y, z] = [points[3 * current], points[3 * current + 1], points[3 * current + 2]];
    nearest[current] = -1; // never again, even among doubled points
    let farthest = -1;
    for (let j = 0; j < total; j++) {
      if (nearest[j] < 0) continue;
      const squared = (points[3 * j] - x) ** 2 + (points[3 * j + 1] - y) ** 2 + (points[3 * j + 2] - z) ** 2;
      if (squared < nearest[j]) nearest[j] = squared;
      if (farthest < 0 || nearest[j] > nearest[farthest]) farthest = j;
    }
    current = farthest;
  }
  return out;
}
