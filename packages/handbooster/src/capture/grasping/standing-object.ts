import { mirrorMotion } from '../../datasets/sample/mirror-motion.js';
import { SignedDistanceGrid } from '../../geometry/distance/signed-distance-grid.js';
import { convexHull } from '../../geometry/mesh/convex-hull.js';
import type { Mesh } from '../../geometry/mesh/mesh.js';
import {
  applyRigid,
  composeRigid,
  invertRigid,
  type RigidMotion,
  rigid,
} from '../../geometry/rigid-motion.js';
import type { ObjectModel } from '../../objects/object-model.js';

/** One way in which an object rests on the table. */
export interface Stand {
  /** The table's frame from the object's, with the object over the origin, resting on z = 0. */
  tableFromObject: RigidMotion;
  objectFromTable: RigidMotion;
  /** How far the object's bounds reach: [low x, low y, low z, high x, high y, high z], table frame. */
  bounds: number[];
  /** Centre of mass of its hull, table frame. */
  center: number[];
  /** Principal axes of the hull's vertices (rows, longest first) and extents along them, table frame. */
  axes: number[][];
  extents: number[];
}

/** An object with what grasping it needs: its distance field and how it stands. */
export interface StandingObject {
  model: ObjectModel;
  field: SignedDistanceGrid;
  stands: Stand[];
}

/** Works out the distance field and up to `most` stable ways to stand, upright first where that is stable. */
export function standingObject(model: ObjectModel, most = 2): StandingObject {
  const field = SignedDistanceGrid.build(model);
  return { model, field, stands: stablePoses(model, most) };
}

/**
 * Ways to rest on a plane: faces of the convex hull below the centre of mass. The steadier (the further the
 * centre may move before it tips), the earlier, but upright (as the model stands in its own axes) first.
 */
export function stablePoses(mesh: Mesh, most: number): Stand[] {
  const hull = convexHull(mesh.vertices);
  const center = hullCenter(hull);
  const found: { normal: number[]; margin: number }[] = [];
  for (const normal of faceDirections(hull)) {
    const margin = tippingMargin(hull, normal, center);
    const height =
      -lowest(
        hull.vertices,
        normal.map((v) => -v),
      ) - dot(normal, center);
    if (margin < 0.004 || margin < 0.17 * height) continue;
    found.push({ normal, margin });
  }
  // Upright first, on its head last.
  const upright = (n: number[]) => (n[2] < -0.97 ? 1 : n[2] > 0.97 ? -1 : 0);
  found.sort((a, b) => upright(b.normal) - upright(a.normal) || b.margin - a.margin);
  return found.slice(0, most).map(({ normal }) => stand(hull, normal, center));
}

/** Directions of the hull's flat parts, nearly equal ones joined. */
function faceDirections(hull: Mesh): number[][] {
  const out: { normal: number[]; area: number }[] = [];
  const { vertices: v, faces } = hull;
  for (let f = 0; f < faces.length; f += 3) {
    const [a, b, c] = [faces[f] * 3, faces[f + 1] * 3, faces[f + 2] * 3];
    const n = cross(
      [v[b] - v[a], v[b + 1] - v[a + 1], v[b + 2] - v[a + 2]],
      [v[c] - v[a], v[c + 1] - v[a + 1], v[c + 2] - v[a + 2]],
    );
    const length = Math.hypot(...n);
    if (length === 0) continue;
    const unitNormal = n.map((x) => x / length);
    const same = out.find((o) => dot(o.normal, unitNormal) > 0.995);
    if (same) {
      same.normal = unit(same.normal.map((x, k) => x * same.area + n[k]));
      same.area += length;
    } else {
      out.push({ normal: unitNormal, area: length });
    }
  }
  out.sort((a, b) => b.area - a.area);
  return out.slice(0, 40).map((o) => o.normal);
}

/** How far inside its support (the hull's vertices within 1.5 mm of the plane) the centre of mass stands. */
function tippingMargin(hull: Mesh, down: number[], center: number[]): number {
  const floor = -lowest(
    hull.vertices,
    down.map((v) => -v),
  );
  const u = unit(cross(down, Math.abs(down[2]) < 0.9 ? [0, 0, 1] : [1, 0, 0]));
  const w = cross(down, u);
  const points: [number, number][] = [];
  for (let i = 0; i < hull.vertices.length; i += 3) {
    const p = [
      hull.vertices[i] - center[0],
      hull.vertices[i + 1] - center[1],
      hull.vertices[i + 2] - center[2],
    ];
    if (floor - dot(down, [hull.vertices[i], hull.vertices[i + 1], hull.vertices[i + 2]]) < 0.0015) {
      points.push([dot(p, u), dot(p, w)]);
    }
  }
  // The support's reach in every direction must stay past the centre: its smallest is the margin.
  let margin = Number.POSITIVE_INFINITY;
  for (let k = 0; k < 36; k++) {
    const c = Math.cos((k * Math.PI) / 18);
    const s = Math.sin((k * Math.PI) / 18);
    let reach = Number.NEGATIVE_INFINITY;
    for (const [x, y] of points) reach = Math.max(reach, c * x + s * y);
    margin = Math.min(margin, reach);
  }
  return margin;
}

/** The object and its stands in a mirror that turns x round: what a left hand grasps, as a right one. */
export function mirroredObject(object: StandingObject): StandingObject {
  const { origin, cell, size, values } = object.field;
  const [nx, ny, nz] = size;
  const plane = ny * nz;
  const turned = new Float32Array(values.length);
  for (let x = 0; x < nx; x++) {
    turned.set(values.subarray((nx - 1 - x) * plane, (nx - x) * plane), x * plane);
  }
  const field = new SignedDistanceGrid(
    [-(origin[0] + (nx - 1) * cell), origin[1], origin[2]],
    cell,
    size,
    turned,
  );
  const flip = (v: readonly number[]) => [-v[0], v[1], v[2]];
  const stands = object.stands.map((s) => {
    const tableFromObject = mirrorMotion(s.tableFromObject);
    const [lowX, lowY, lowZ, highX, highY, highZ] = s.bounds;
    return {
      tableFromObject,
      objectFromTable: invertRigid(tableFromObject),
      bounds: [-highX, lowY, lowZ, -lowX, highY, highZ],
      center: flip(s.center),
      axes: s.axes.map(flip),
      extents: s.extents,
    };
  });
  return { model: object.model, field, stands };
}

function stand(hull: Mesh, down: number[], center: number[]): Stand {
  // The least turn that takes `down` to -z keeps upright models unturned.
  const rotation = turnTo(down, [0, 0, -1]);
  const turned = rigid(rotation, [0, 0, 0]);
  const c = applyRigid(turned, center);
  const vertices = applyRigid(turned, hull.vertices);
  let low = Number.POSITIVE_INFINITY;
  for (let i = 2; i < vertices.length; i += 3) low = Math.min(low, vertices[i]);
  const tableFromObject = composeRigid(rigid([1, 0, 0, 0, 1, 0, 0, 0, 1], [-c[0], -c[1], -low]), turned);
  const placed = applyRigid(tableFromObject, hull.vertices);
  const bounds = [9, 9, 9, -9, -9, -9];
  for (let i = 0; i < placed.length; i++) {
    bounds[i % 3] = Math.min(bounds[i % 3], placed[i]);
    bounds[3 + (i % 3)] = Math.max(bounds[3 + (i % 3)], placed[i]);
  }
  const { axes, extents } = principalAxes(placed);
  return {
    tableFromObject,
    objectFromTable: invertRigid(tableFromObject),
    bounds,
    center: Array.from(applyRigid(tableFromObject, center)),
    axes,
    extents,
  };
}

/** Centre of mass of a closed mesh. */
function hullCenter(hull: Mesh): number[] {
  const { vertices: v, faces } = hull;
  let volume = 0;
  const sum = [0, 0, 0];
  for (let f = 0; f < faces.length; f += 3) {
    const p = [faces[f] * 3, faces[f + 1] * 3, faces[f + 2] * 3].map((i) => [v[i], v[i + 1], v[i + 2]]);
    const w = dot(p[0], cross(p[1], p[2])) / 6;
    volume += w;
    for (let k = 0; k < 3; k++) sum[k] += (w * (p[0][k] + p[1][k] + p[2][k])) / 4;
  }
  return sum.map((x) => x / volume);
}

/** Axes (longest extent first) by Jacobi rotations of the covariance of points (N, 3). */
function principalAxes(points: Float32Array): { axes: number[][]; extents: number[] } {
  const count = points.length / 3;
  const mean = [0, 0, 0];
  for (let i = 0; i < points.length; i++) mean[i % 3] += points[i] / count;
  const a = [
    [0, 0, 0],
    [0, 0, 0],
    [0, 0, 0],
  ];
  for (let i = 0; i < points.length; i += 3) {
    for (let r = 0; r < 3; r++) {
      for (let c = 0; c < 3; c++) a[r][c] += ((points[i + r] - mean[r]) * (points[i + c] - mean[c])) / count;
    }
  }
  const e = [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ];
  for (let sweep = 0; sweep < 20; sweep++) {
    for (const [p, q] of [
      [0, 1],
      [0, 2],
      [1, 2],
    ]) {
      if (Math.abs(a[p][q]) < 1e-14) continue;
      const theta = 0.5 * Math.atan2(2 * a[p][q], a[q][q] - a[p][p]);
      const c = Math.cos(theta);
      const s = Math.sin(theta);
      for (let k = 0; k < 3; k++) {
        const x = a[k][p];
        const y = a[k][q];
        a[k][p] = c * x - s * y;
        a[k][q] = s * x + c * y;
      }
      for (let k = 0; k < 3; k++) {
        const x = a[p][k];
        const y = a[q][k];
        a[p][k] = c * x - s * y;
        a[q][k] = s * x + c * y;
        const u = e[p][k];
        const v = e[q][k];
        e[p][k] = c * u - s * v;
        e[q][k] = s * u + c * v;
      }
    }
  }
  const both = e.map((axis) => {
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < points.length; i += 3) {
      const d = points[i] * axis[0] + points[i + 1] * axis[1] + points[i + 2] * axis[2];
      low = Math.min(low, d);
      high = Math.max(high, d);
    }
    return { axis, extent: high - low };
  });
  both.sort((x, y) => y.extent - x.extent);
  return { axes: both.map((b) => b.axis), extents: both.map((b) => b.extent) };
}

/** The least rotation (9) that takes unit vector `from` to `to`. */
export function turnTo(from: readonly number[], to: readonly number[]): Float64Array {
  const c = dot(from, to);
  if (c < -0.999999) {
    const u = unit(cross(from, Math.abs(from[0]) < 0.9 ? [1, 0, 0] : [0, 1, 0]));
    return Float64Array.from(
      [0, 1, 2].flatMap((r) => [0, 1, 2].map((k) => 2 * u[r] * u[k] - (r === k ? 1 : 0))),
    );
  }
  const [x, y, z] = cross(from, to);
  const k = 1 / (1 + c);
  return Float64Array.of(
    c + k * x * x,
    k * x * y - z,
    k * x * z + y,
    k * x * y + z,
    c + k * y * y,
    k * y * z - x,
    k * x * z - y,
    k * y * z + x,
    c + k * z * z,
  );
}

function lowest(points: Float32Array, direction: readonly number[]): number {
  let low = Number.POSITIVE_INFINITY;
  for (let i = 0; i < points.length; i += 3) {
    const d = points[i] * direction[0] + points[i + 1] * direction[1] + points[i + 2] * direction[2];
    if (d < low) low = d;
  }
  return low;
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

function cross(a: ArrayLike<number>, b: ArrayLike<number>): number[] {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

function unit(a: number[]): number[] {
  const length = Math.hypot(...a) || 1;
  return a.map((v) => v / length);
}
