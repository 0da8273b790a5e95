import { nearestOnTriangle } from '../../geometry/distance/nearest-on-triangle.js';
import { partOfVertex } from '../../hand/hand-parts.js';
import type { HandModel } from '../../hand/model/hand-model.js';
import { digitOfJoint } from '../hand/hand-anatomy.js';

/**
 * Skin this near at rest (a web, a crease) folds into itself in every living hand and does not count, metres.
 */
const REST_DISTANCE = 0.012;

/** Parts of a hand prepared for `selfPenetrationDepth`. */
export interface HandParts {
  /** (V) bone of each vertex. */
  partOf: Uint8Array;
  /** Faces of each bone's skin (all three corners on it), (F, 3). */
  faces: Uint32Array[];
  /** Vertices of each bone's skin. */
  vertices: Uint32Array[];
  /** (V, 3) rest position. */
  rest: Float32Array;
}

/** Splits a hand's skin by bone. */
export function handParts(model: HandModel): HandParts {
  const partOf = partOfVertex(model);
  const faces: number[][] = Array.from({ length: 16 }, () => []);
  for (let f = 0; f < model.faces.length; f += 3) {
    const corners = [model.faces[f], model.faces[f + 1], model.faces[f + 2]];
    const part = partOf[corners[0]];
    if (corners.every((v) => partOf[v] === part)) faces[part].push(...corners);
  }
  const vertices = Array.from({ length: 16 }, (_, part) =>
    Uint32Array.from([...partOf.keys()].filter((v) => partOf[v] === part)),
  );
  return { partOf, faces: faces.map((list) => Uint32Array.from(list)), vertices, rest: model.template };
}

/** Same bone, bones of one digit that share a joint, or the palm and a digit's first bone. */
export function areNeighbours(a: number, b: number): boolean {
  if (a === b) return true;
  if (a === 0 || b === 0) return ((a || b) - 1) % 3 === 0;
  return digitOfJoint(a) === digitOfJoint(b) && Math.abs(a - b) === 1;
}

/**
 * How deep a posed hand's parts go into one another, metres: the deepest vertex of one part behind the skin
 * of another that is not its neighbour on the skeleton. Criterion (iii) of the paper with a measure: upstream
 * rejects any two triangles that cross, but linear blend skinning folds the skin of every bent joint through
 * itself, so that test rejects nearly all grasps. Neighbours are left out, and so is skin that is near at
 * rest.
 */
export function selfPenetrationDepth(parts: HandParts, vertices: Float32Array): number {
  let deepest = 0;
  const boxes = parts.vertices.map((list) => box(vertices, list));
  for (let b = 0; b < 16; b++) {
    if (parts.faces[b].length === 0) continue;
    const normals = partNormals(vertices, parts.faces[b]);
    for (let a = 0; a < 16; a++) {
      if (areNeighbours(a, b) || !overlap(boxes[a], boxes[b])) continue;
      for (const v of parts.vertices[a]) {
        if (!within(vertices, v, boxes[b])) continue;
        deepest = Math.max(deepest, depthBehind(parts, vertices, v, parts.faces[b], normals));
      }
    }
  }
  return deepest;
}

function depthBehind(
  parts: HandParts,
  vertices: Float32Array,
  v: number,
  faces: Uint32Array,
  normals: Map<number, Float64Array>,
): number {
  const [x, y, z] = [vertices[3 * v], vertices[3 * v + 1], vertices[3 * v + 2]];
  const weights = new Float64Array(3);
  let nearest = Infinity;
  let face = -1;
  const kept = new Float64Array(3);
  for (let f = 0; f < faces.length; f += 3) {
    const squared = nearestOnTriangle(
      x,
      y,
      z,
      vertices,
      3 * faces[f],
      3 * faces[f + 1],
      3 * faces[f + 2],
      weights,
    );
    if (squared < nearest) {
      nearest = squared;
      face = f;
      kept.set(weights);
    }
  }
  if (face < 0) return 0;
  const towards = [0, 0, 0];
  const normal = [0, 0, 0];
  for (let k = 0; k < 3; k++) {
    let value = 0;
    for (let corner = 0; corner < 3; corner++) {
      value += kept[corner] * vertices[3 * faces[face + corner] + k];
      normal[k] += kept[corner] * (normals.get(faces[face + corner]) as Float64Array)[k];
    }
    towards[k] = vertices[3 * v + k] - value;
  }
  const side = towards[0] * normal[0] + towards[1] * normal[1] + towards[2] * normal[2];
  const size = Math.sqrt(normal[0] ** 2 + normal[1] ** 2 + normal[2] ** 2);
  const distance = Math.sqrt(nearest);
  // The nearest point of a patch with rims may be on a rim, seen from the side: only straight behind counts.
  if (side > -0.7 * distance * size) return 0;
  const c = faces[face];
  const rest = Math.hypot(...[0, 1, 2].map((k) => parts.rest[3 * v + k] - parts.rest[3 * c + k]));
  return rest < REST_DISTANCE ? 0 : distance;
}

function partNormals(vertices: Float32Array, faces: Uint32Array): Map<number, Float64Array> {
  const out = new Map<number, Float64Array>();
  for (let f = 0; f < faces.length; f += 3) {
    const [a, b, c] = [3 * faces[f], 3 * faces[f + 1], 3 * faces[f + 2]];
    const u = [0, 1, 2].map((k) => vertices[b + k] - vertices[a + k]);
    const w = [0, 1, 2].map((k) => vertices[c + k] - vertices[a + k]);
    const n = [u[1] * w[2] - u[2] * w[1], u[2] * w[0] - u[0] * w[2], u[0] * w[1] - u[1] * w[0]];
    for (let corner = 0; corner < 3; corner++) {
      const vertex = faces[f + corner];
      let sum = out.get(vertex);
      if (!sum) {
        sum = new Float64Array(3);
        out.set(vertex, sum);
      }
      for (let k = 0; k < 3; k++) sum[k] += n[k];
    }
  }
  for (const sum of out.values()) {
    const size = Math.sqrt(sum[0] ** 2 + sum[1] ** 2 + sum[2] ** 2) || 1;
    for (let k = 0; k < 3; k++) sum[k] /= size;
  }
  return out;
}

function box(vertices: Float32Array, list: Uint32Array): Float64Array {
  const out = Float64Array.of(Infinity, Infinity, Infinity, -Infinity, -Infinity, -Infinity);
  for (const v of list) {
    for (let k = 0; k < 3; k++) {
      out[k] = Math.min(out[k], vertices[3 * v + k]);
      out[3 + k] = Math.max(out[3 + k], vertices[3 * v + k]);
    }
  }
  return out;
}

function overlap(a: Float64Array, b: Float64Array): boolean {
  return [0, 1, 2].every((k) => a[k] <= b[3 + k] && b[k] <= a[3 + k]);
}

function within(vertices: Float32Array, v: number, b: Float64Array): boolean {
  return [0, 1, 2].every((k) => vertices[3 * v + k] >= b[k] && vertices[3 * v + k] <= b[3 + k]);
}
