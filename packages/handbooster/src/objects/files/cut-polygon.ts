import { ShapeUtils, Vector2 } from 'three';

/**
 * Cuts a polygon into triangles of its own corners, turned as it is: fans where every corner points outwards,
 * ears (three's earcut) where one does not. Corners in a straight line stay, so that a closed mesh stays
 * closed.
 *
 * @param points (N, 3) corners in order, about in one plane
 * @returns (N - 2, 3) indices of corners
 */
export function cutPolygon(points: ArrayLike<number>): number[] {
  const count = points.length / 3;
  if (count === 3) return [0, 1, 2];
  const flat = projected(points);
  if (flat !== null && !isConvex(flat)) {
    const ears = ShapeUtils.triangulateShape(flat, []);
    if (ears.length > 0) return ears.flat();
  }
  return Array.from({ length: count - 2 }, (_, k) => [0, k + 1, k + 2]).flat();
}

/** The corners in the polygon's plane, counter-clockwise; null for a polygon without area. */
function projected(points: ArrayLike<number>): Vector2[] | null {
  const count = points.length / 3;
  // Newell's normal: the area vector, whatever the corners' plane and shape.
  const normal = [0, 0, 0];
  for (let i = 0; i < count; i++) {
    const a = 3 * i;
    const b = 3 * ((i + 1) % count);
    for (let k = 0; k < 3; k++) {
      const [u, v] = [(k + 1) % 3, (k + 2) % 3];
      normal[k] += (points[a + u] - points[b + u]) * (points[a + v] + points[b + v]);
    }
  }
  const length = Math.hypot(...normal);
  if (!(length > 0)) return null;
  const [nx, ny, nz] = normal.map((value) => value / length);
  const thin = [Math.abs(nx), Math.abs(ny), Math.abs(nz)];
  const axis = thin.indexOf(Math.min(...thin));
  const [ex, ey, ez] = [0, 1, 2].map((k) => (k === axis ? 1 : 0));
  const across = [ny * ez - nz * ey, nz * ex - nx * ez, nx * ey - ny * ex];
  const size = Math.hypot(...across);
  const [ax, ay, az] = across.map((value) => value / size);
  const [bx, by, bz] = [ny * az - nz * ay, nz * ax - nx * az, nx * ay - ny * ax];
  return Array.from({ length: count }, (_, i) => {
    const [x, y, z] = [points[3 * i], points[3 * i + 1], points[3 * i + 2]];
    return new Vector2(ax * x + ay * y + az * z, bx * x + by * y + bz * z);
  });
}

function isConvex(corners: readonly Vector2[]): boolean {
  const count = corners.length;
  // A star turns left at every corner too, but more than once around.
  let turn = 0;
  for (let i = 0; i < count; i++) {
    const [a, b, c] = [corners[i], corners[(i + 1) % count], corners[(i + 2) % count]];
    const [ux, uy, vx, vy] = [b.x - a.x, b.y - a.y, c.x - b.x, c.y - b.y];
    const cross = ux * vy - uy * vx;
    if (!(cross > 0)) return false;
    turn += Math.atan2(cross, ux * vx + uy * vy);
  }
  return turn < 3 * Math.PI;
}
