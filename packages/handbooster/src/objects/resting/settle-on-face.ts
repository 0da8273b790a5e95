import type { Mesh } from '../../geometry/mesh/mesh.js';
import { faceNormals } from '../../geometry/mesh/normals.js';
import { axisAngleToMatrix, multiplyMatrices } from '../../geometry/rotations.js';
import type { RestBasins } from './rest-basins.js';

/** Turns further than this are not what is left of a simulation's inaccuracy. */
const GREATEST_TURN = (20 * Math.PI) / 180;

/**
 * Lays an object that has come to rest exactly on the face of its hull that it stands on: starting from the
 * face under its centre of mass it rolls over the edge that the centre is furthest beyond, until the centre
 * is over the face. Each roll brings it lower.
 *
 * @param hull convex, closed
 * @param basins of the hull
 * @param centre of mass (3), object frame, inside
 * @param rotation world from object (9)
 * @returns the face and a rotation (9) with its normal straight down; null where that is over 20 degrees away
 */
export function settleOnFace(
  hull: Mesh,
  basins: RestBasins,
  centre: ArrayLike<number>,
  rotation: Float64Array,
): { rotation: Float64Array; face: number } | null {
  const normals = faceNormals(hull);
  const { height } = basins;
  let face = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let f = 0; f < height.length; f++) {
    const n = f * 3;
    const cosine = -(normals[n] * rotation[6] + normals[n + 1] * rotation[7] + normals[n + 2] * rotation[8]);
    if (cosine > 1e-6 && height[f] / cosine < least) {
      least = height[f] / cosine;
      face = f;
    }
  }
  // A walk over the triangles of a flat side could go round for ever: each face is visited once.
  const visited = new Set<number>();
  for (let next = face; next >= 0 && !visited.has(next); ) {
    face = next;
    visited.add(face);
    next = faceBeyond(hull, normals, basins, centre, face);
  }
  const n = normals.subarray(face * 3, face * 3 + 3);
  const [x, y, z] = [0, 3, 6].map(
    (row) => rotation[row] * n[0] + rotation[row + 1] * n[1] + rotation[row + 2] * n[2],
  );
  // The shortest turn that takes the normal to -z is about normal x (-z).
  const sine = Math.hypot(x, y);
  const angle = Math.atan2(sine, -z);
  if (angle > GREATEST_TURN) return null;
  if (sine < 1e-12) return { rotation, face };
  const turn = axisAngleToMatrix([(-y / sine) * angle, (x / sine) * angle, 0]);
  return { rotation: multiplyMatrices(turn, rotation), face };
}

/**
 * The neighbour across the edge that the centre of mass lies furthest beyond; -1 when it is over the face.
 */
function faceBeyond(
  { vertices: p, faces }: Mesh,
  normals: Float32Array,
  { neighbours }: RestBasins,
  c: ArrayLike<number>,
  face: number,
): number {
  const n = normals.subarray(face * 3, face * 3 + 3);
  let furthest = 1e-7;
  let beyond = -1;
  for (let k = 0; k < 3; k++) {
    const a = faces[face * 3 + k] * 3;
    const b = faces[face * 3 + ((k + 1) % 3)] * 3;
    const [x, y, z] = [p[b] - p[a], p[b + 1] - p[a + 1], p[b + 2] - p[a + 2]];
    // Edge x normal points out of the face.
    const out = [y * n[2] - z * n[1], z * n[0] - x * n[2], x * n[1] - y * n[0]];
    const distance =
      (out[0] * (c[0] - p[a]) + out[1] * (c[1] - p[a + 1]) + out[2] * (c[2] - p[a + 2])) /
      Math.hypot(x, y, z);
    if (distance > furthest) {
      furthest = distance;
      beyond = neighbours[face][k];
    }
  }
  return beyond;
}
