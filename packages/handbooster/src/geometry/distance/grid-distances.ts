import { boundaryLoops } from '../mesh/edges.js';
import type { Mesh } from '../mesh/mesh.js';
import { squaredDistanceToTriangle } from './nearest-on-triangle.js';
import { WindingNumber } from './winding-number.js';

/** A regular grid of nodes. */
export interface GridLayout {
  /** Place of node (0, 0, 0), metres. */
  origin: readonly [number, number, number];
  cell: number;
  /** Nodes along x, y, z. */
  size: readonly [number, number, number];
}

/**
 * Signed distances (nx, ny, nz), z fastest, of a mesh at the nodes of a grid.
 *
 * Every triangle is first measured from the nodes around it, then nodes hand the nearest face they know on to
 * their neighbours in eight sweeps (Zhao 2005) and the distance to it is computed exactly. So a value is
 * always the distance to some face, right by construction within a cell of the surface; a nearer face is
 * missed rarely, by a hair. A hierarchy query at every node was tried: the same mean error, 15 times slower
 * (3 to 9 s a scan).
 */
export function gridDistances(mesh: Mesh, grid: GridLayout): Float32Array {
  const corners = new Float64Array(mesh.faces.length * 3);
  for (let i = 0; i < mesh.faces.length; i++) {
    for (let k = 0; k < 3; k++) corners[3 * i + k] = mesh.vertices[3 * mesh.faces[i] + k];
  }
  const count = grid.size[0] * grid.size[1] * grid.size[2];
  const squared = new Float64Array(count).fill(Infinity);
  const nearest = new Int32Array(count).fill(-1);
  measureAround(corners, grid, squared, nearest);
  sweep(corners, grid, squared, nearest);
  const distances = Float32Array.from(squared, Math.sqrt);
  applySigns(mesh, grid, distances);
  return distances;
}

/** Distances from the nodes within one cell of each triangle's bounds. */
function measureAround(
  corners: Float64Array,
  grid: GridLayout,
  squared: Float64Array,
  nearest: Int32Array,
): void {
  const { origin, cell, size } = grid;
  const first = [0, 0, 0];
  const last = [0, 0, 0];
  for (let at = 0; at < corners.length; at += 9) {
    for (let k = 0; k < 3; k++) {
      const low = Math.min(corners[at + k], corners[at + 3 + k], corners[at + 6 + k]);
      const high = Math.max(corners[at + k], corners[at + 3 + k], corners[at + 6 + k]);
      first[k] = Math.max(0, Math.ceil((low - origin[k]) / cell - 1));
      last[k] = Math.min(size[k] - 1, Math.floor((high - origin[k]) / cell + 1));
    }
    for (let i = first[0]; i <= last[0]; i++) {
      for (let j = first[1]; j <= last[1]; j++) {
        let n = (i * size[1] + j) * size[2] + first[2];
        for (let k = first[2]; k <= last[2]; k++, n++) {
          const d = squaredDistanceToTriangle(
            corners,
            at,
            origin[0] + i * cell,
            origin[1] + j * cell,
            origin[2] + k * cell,
          );
          if (d < squared[n]) {
            squared[n] = d;
            nearest[n] = at;
          }
        }
      }
    }
  }
}

/** Hands nearest faces on, in the eight directions of the diagonals. */
function sweep(corners: Float64Array, grid: GridLayout, squared: Float64Array, nearest: Int32Array): void {
  const { origin, cell, size } = grid;
  const strides = [size[1] * size[2], size[2], 1];
  for (let direction = 0; direction < 8; direction++) {
    const steps = [direction & 4 ? -1 : 1, direction & 2 ? -1 : 1, direction & 1 ? -1 : 1];
    const before = steps.map((step, axis) => -step * strides[axis]);
    for (let a = 0; a < size[0]; a++) {
      const i = steps[0] > 0 ? a : size[0] - 1 - a;
      const x = origin[0] + i * cell;
      for (let b = 0; b < size[1]; b++) {
        const j = steps[1] > 0 ? b : size[1] - 1 - b;
        const y = origin[1] + j * cell;
        for (let c = 0; c < size[2]; c++) {
          const k = steps[2] > 0 ? c : size[2] - 1 - c;
          const n = i * strides[0] + j * strides[1] + k;
          const own = nearest[n];
          const fromX = a > 0 ? nearest[n + before[0]] : -1;
          const fromY = b > 0 ? nearest[n + before[1]] : -1;
          const fromZ = c > 0 ? nearest[n + before[2]] : -1;
          if (fromX >= 0 && fromX !== own)
            improve(corners, fromX, x, y, origin[2] + k * cell, n, squared, nearest);
          if (fromY >= 0 && fromY !== own && fromY !== fromX) {
            improve(corners, fromY, x, y, origin[2] + k * cell, n, squared, nearest);
          }
          if (fromZ >= 0 && fromZ !== own && fromZ !== fromX && fromZ !== fromY) {
            improve(corners, fromZ, x, y, origin[2] + k * cell, n, squared, nearest);
          }
        }
      }
    }
  }
}

function improve(
  corners: Float64Array,
  face: number,
  x: number,
  y: number,
  z: number,
  node: number,
  squared: Float64Array,
  nearest: Int32Array,
): void {
  const d = squaredDistanceToTriangle(corners, face, x, y, z);
  if (d < squared[node]) {
    squared[node] = d;
    nearest[node] = face;
  }
}

/**
 * Makes the inside negative. Two neighbours whose distances together exceed the way between them have no
 * surface between them, so a region of such neighbours takes one winding number. Through a hole the inside
 * and the outside would be one region: an open mesh takes a winding number at every node.
 */
function applySigns(mesh: Mesh, grid: GridLayout, distances: Float32Array): void {
  const { origin, cell, size } = grid;
  const winding = new WindingNumber(mesh);
  const open = boundaryLoops(mesh.faces).length > 0;
  const strideX = size[1] * size[2];
  const done = new Uint8Array(distances.length);
  const signs = new Int8Array(distances.length).fill(1);
  const stack: number[] = [];
  for (let start = 0; start < distances.length; start++) {
    if (done[start]) continue;
    const place = [Math.floor(start / strideX), Math.floor(start / size[2]) % size[1], start % size[2]];
    const [x, y, z] = place.map((index, k) => origin[k] + index * cell);
    const sign = winding.isInside(x, y, z) ? -1 : 1;
    done[start] = 1;
    signs[start] = sign;
    if (open) continue;
    stack.push(start);
    while (stack.length > 0) {
      const n = stack.pop() as number;
      const i = Math.floor(n / strideX);
      const j = Math.floor(n / size[2]) % size[1];
      const k = n % size[2];
      // Rounded distances of a face square to the grid's lines sum to the cell by a hair more or less.
      const reach = 1.001 * cell - distances[n];
      const visit = (neighbour: number) => {
        if (done[neighbour] || distances[neighbour] <= reach) return;
        done[neighbour] = 1;
        signs[neighbour] = sign;
        stack.push(neighbour);
      };
      if (i > 0) visit(n - strideX);
      if (i + 1 < size[0]) visit(n + strideX);
      if (j > 0) visit(n - size[2]);
      if (j + 1 < size[1]) visit(n + size[2]);
      if (k > 0) visit(n - 1);
      if (k + 1 < size[2]) visit(n + 1);
    }
  }
  for (let n = 0; n < distances.length; n++) distances[n] *= signs[n];
}
