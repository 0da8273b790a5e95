import { median } from '../../base/numbers/median.js';
import { type Camera, projectPoints } from '../../geometry/camera.js';
import { applyRigid, invertRigid, type RigidMotion } from '../../geometry/rigid-motion.js';
import { extentOf } from '../fit/fit-landmarks.js';

/** What one calibrated camera sees of a hand. */
export interface LandmarkView {
  camera: Camera;
  cameraFromWorld: RigidMotion;
  /** (21, 2) pixels. */
  joints2d: ArrayLike<number>;
  /** How much it counts. */
  weight: number;
}

/** A hand's landmarks in space. */
export interface TriangulatedLandmarks {
  /** (21, 3) metres in the world. */
  joints: Float32Array;
  /** Views that they come from: of the given ones, those that agree. */
  views: number[];
  /** Of each of those, the median distance of its landmarks from what the joints project to, pixels. */
  distances: number[];
}

/** A view whose landmarks are further off than this share of the hand's extent sees another hand, or none. */
const FURTHEST = 0.15;

/**
 * Landmarks in space from those of two or more cameras: each joint is the point nearest to its rays (weighted
 * least squares of distances). While more than two are left, the view that fits worst is left out if it is
 * too far off.
 *
 * @returns null where no two views agree
 */
export function triangulateLandmarks(views: readonly LandmarkView[]): TriangulatedLandmarks | null {
  let left = [...views.keys()];
  while (left.length >= 2) {
    const joints = nearestPoints(left.map((i) => views[i]));
    if (joints === null) return null;
    const distances = left.map((i) => distanceOf(views[i], joints));
    const shares = left.map((i, k) => distances[k] / extentOf(views[i].joints2d));
    const worst = shares.indexOf(Math.max(...shares));
    if (shares[worst] <= FURTHEST) return { joints, views: left, distances };
    // With one of three astray the sum misleads: what is to be left out is that without which the rest fit.
    left = left.length === 2 ? [] : withoutOne(views, left);
  }
  return null;
}

/** The views without the one that the others agree best without. */
function withoutOne(views: readonly LandmarkView[], left: readonly number[]): number[] {
  const rests = left.map((out) => left.filter((i) => i !== out));
  const costs = rests.map((rest) => {
    const joints = nearestPoints(rest.map((i) => views[i]));
    if (joints === null) return Number.POSITIVE_INFINITY;
    return Math.max(...rest.map((i) => distanceOf(views[i], joints) / extentOf(views[i].joints2d)));
  });
  return rests[costs.indexOf(Math.min(...costs))];
}

/** (21, 3) points nearest to the views' rays; null where the rays are parallel, or meet behind a camera. */
function nearestPoints(views: readonly LandmarkView[]): Float32Array | null {
  const joints = new Float32Array(63);
  const worlds = views.map(({ cameraFromWorld }) => invertRigid(cameraFromWorld));
  for (let joint = 0; joint < 21; joint++) {
    const normal = new Float64Array(9);
    const right = new Float64Array(3);
    views.forEach(({ camera, joints2d, weight }, k) => {
      const m = worlds[k];
      const x = (joints2d[2 * joint] - camera.cx) / camera.fx;
      const y = (joints2d[2 * joint + 1] - camera.cy) / camera.fy;
      const length = Math.hypot(x, y, 1);
      const d = [0, 4, 8].map((row) => (m[row] * x + m[row + 1] * y + m[row + 2]) / length);
      const o = [m[3], m[7], m[11]];
      // Distance to the ray: what is left of X - o without its share along d.
      for (let i = 0; i < 3; i++) {
        for (let j = 0; j < 3; j++) {
          const value = weight * ((i === j ? 1 : 0) - d[i] * d[j]);
          normal[3 * i + j] += value;
          right[i] += value * o[j];
        }
      }
    });
    const point = solve3(normal, right);
    if (point === null) return null;
    joints.set(point, 3 * joint);
  }
  for (const { cameraFromWorld } of views) {
    const seen = applyRigid(cameraFromWorld, joints);
    for (let i = 2; i < 63; i += 3) if (!(seen[i] > 0.01)) return null;
  }
  return joints;
}

/** Cramer's rule; null where the rays are (nearly) parallel. */
function solve3(m: Float64Array, b: Float64Array): Float64Array | null {
  const determinant = (c: ArrayLike<number>) =>
    c[0] * (c[4] * c[8] - c[5] * c[7]) -
    c[1] * (c[3] * c[8] - c[5] * c[6]) +
    c[2] * (c[3] * c[7] - c[4] * c[6]);
  const all = determinant(m);
  const trace = m[0] + m[4] + m[8];
  if (!(all > 1e-6 * trace ** 3)) return null;
  return Float64Array.from([0, 1, 2], (column) => {
    const changed = m.slice();
    for (let row = 0; row < 3; row++) changed[3 * row + column] = b[row];
    return determinant(changed) / all;
  });
}

function distanceOf({ camera, cameraFromWorld, joints2d }: LandmarkView, joints: Float32Array): number {
  const seen = projectPoints(camera, applyRigid(cameraFromWorld, joints));
  return median(
    Array.from({ length: 21 }, (_, i) =>
      Math.hypot(seen[2 * i] - joints2d[2 * i], seen[2 * i + 1] - joints2d[2 * i + 1]),
    ),
  );
}
