import { Vector3 } from 'three';
import { ConvexHull } from 'three/addons/math/ConvexHull.js';
import { InputError } from '../../base/errors/input-error.js';
import { boundsOf, signedVolume } from './area-and-volume.js';
import type { Mesh } from './mesh.js';
import { weld } from './weld.js';

/**
 * Convex hull of points (N, 3): a closed mesh with outward faces. Throws InputError on points that are not
 * finite, fewer than four, or all in one plane or line.
 */
export function convexHull(points: ArrayLike<number>): Mesh {
  const cloud: Vector3[] = [];
  for (let i = 0; i < points.length; i++) {
    if (Number.isFinite(points[i])) continue;
    throw new InputError(
      `convex hull: expected finite numbers, found ${points[i]} in point ${Math.floor(i / 3)}`,
    );
  }
  for (let i = 0; i < points.length; i += 3) cloud.push(new Vector3(points[i], points[i + 1], points[i + 2]));
  const { low, high } = boundsOf(points);
  const size = Math.max(high[0] - low[0], high[1] - low[1], high[2] - low[2]);
  // Points in a line have no first triangle, which the library takes for granted.
  const hull = cloud.length < 4 || isLine(cloud, size) ? null : new ConvexHull().setFromPoints(cloud);
  const vertices: number[] = [];
  for (const face of hull?.faces ?? []) {
    let edge = face.edge;
    do {
      const { x, y, z } = edge.head().point;
      vertices.push(x, y, z);
      edge = edge.next;
    } while (edge !== face.edge);
  }
  const faces = Uint32Array.from({ length: vertices.length / 3 }, (_, i) => i);
  const { vertices: welded, faces: joined } = weld({ vertices: Float32Array.from(vertices), faces });
  const mesh = { vertices: welded, faces: joined };
  if (!(signedVolume(mesh) > 1e-9 * size ** 3)) {
    throw new InputError(
      `convex hull: expected four or more points that are not in one plane, found ${cloud.length}`,
    );
  }
  return mesh;
}

/** Whether all points are on one line, to a millionth of their extent. */
function isLine(points: readonly Vector3[], size: number): boolean {
  const [start] = points;
  const far = points.reduce((best, point) =>
    point.distanceToSquared(start) > best.distanceToSquared(start) ? point : best,
  );
  const along = far.clone().sub(start).normalize();
  const away = new Vector3();
  return points.every((point) => away.copy(point).sub(start).cross(along).length() <= 1e-6 * size);
}
