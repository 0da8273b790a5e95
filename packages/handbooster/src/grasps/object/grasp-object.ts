import { Random } from '@handbooster/torch/random';
import type { DistanceField } from '../../geometry/distance/distance-field.js';
import { boundsOf, centreOfMass, signedVolume } from '../../geometry/mesh/area-and-volume.js';
import { convexHull } from '../../geometry/mesh/convex-hull.js';
import type { Mesh } from '../../geometry/mesh/mesh.js';
import { farthestPoints, sampleSurface } from '../../geometry/mesh/sample-surface.js';
import { fillHollows } from './fill-hollows.js';

/** An object with everything the grasp energies and validators ask of it, computed once. */
export interface GraspObject {
  name: string;
  mesh: Mesh;
  field: DistanceField;
  /** With narrow hollows filled; null where there are none, or nothing asks for it (see `fillHollows`). */
  filled: DistanceField | null;
  hull: Mesh;
  /** (3) centre of mass, metres. */
  centre: [number, number, number];
  /** Bounds of the mesh. */
  low: [number, number, number];
  high: [number, number, number];
  /** (N, 3) well-spread surface points. */
  surface: Float32Array;
}

/**
 * Prepares an object. `surfacePoints`: how many well-spread points upstream's penetration term gets (2000
 * there). `hollows`: find narrow ones.
 */
export function graspObject(
  name: string,
  mesh: Mesh,
  field: DistanceField,
  surfacePoints: number,
  hollows = false,
): GraspObject {
  const { low, high } = boundsOf(mesh.vertices);
  const hull = convexHull(mesh.vertices);
  const solid = signedVolume(mesh) > 0.2 * signedVolume(hull) ? mesh : hull;
  const [x, y, z] = centreOfMass(solid);
  let surface = new Float32Array(0);
  if (surfacePoints > 0) {
    const dense = sampleSurface(mesh, surfacePoints * 20, new Random(0, 'object surface', name)).points;
    const chosen = farthestPoints(dense, surfacePoints);
    surface = new Float32Array(chosen.length * 3);
    chosen.forEach((from, i) => {
      surface.set(dense.subarray(3 * from, 3 * from + 3), 3 * i);
    });
  }
  const filled = hollows ? fillHollows(field) : null;
  // Plain fields of one shape: what reads them in inner loops is compiled for it.
  const { size, origin, cell, values } = field;
  const plain: DistanceField = { size, cell, origin, values };
  return { name, mesh, field: plain, filled, hull, centre: [x, y, z], low, high, surface };
}
