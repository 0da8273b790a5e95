import { type DistanceField, sampleDistance } from '../../geometry/distance/distance-field.js';
import type { Mesh } from '../../geometry/mesh/mesh.js';

/** Edge of a voxel, metres: 1 mm, so that the paper's 1 cm^3 is a thousand of them. */
export const INTERSECTION_VOXEL = 0.001;

/**
 * Volume shared by a closed mesh and a solid given by its distance field, cubic metres, by counting voxels.
 *
 * The mesh is scan-converted: every column of voxels collects where it crosses the surface and in which
 * direction, and a voxel is inside where the crossings below it sum to more than none (the winding number, so
 * folds of bent joints that overlap themselves count once). Each crossing is tested with the edges taken in
 * one fixed direction, so neighbouring faces never both, nor neither, claim a column.
 */
export function voxelIntersection(mesh: Mesh, field: DistanceField, voxel = INTERSECTION_VOXEL): number {
  const { vertices, faces } = mesh;
  const { origin, size, cell } = field;
  const low = [Infinity, Infinity, Infinity];
  const high = [-Infinity, -Infinity, -Infinity];
  for (let i = 0; i < vertices.length; i++) {
    const k = i % 3;
    if (vertices[i] < low[k]) low[k] = vertices[i];
    if (vertices[i] > high[k]) high[k] = vertices[i];
  }
  // Voxel centres lie at whole multiples, shifted so that they fall on no vertex of a tidy mesh.
  const shift = voxel * 0.4142135623730951;
  const first = [0, 0, 0];
  const count = [0, 0, 0];
  for (let k = 0; k < 3; k++) {
    const from = Math.max(low[k], origin[k]);
    const to = Math.min(high[k], origin[k] + (size[k] - 1) * cell);
    first[k] = Math.ceil((from - shift) / voxel);
    count[k] = Math.floor((to - shift) / voxel) - first[k] + 1;
    if (count[k] <= 0) return 0;
  }
  const [nx, ny] = count;
  const columns: Float64Array[] = new Array(nx * ny);
  const filled = new Int32Array(nx * ny);
  const x0 = first[0] * voxel + shift;
  const y0 = first[1] * voxel + shift;
  for (let f = 0; f < faces.length; f += 3) {
    crossFace(vertices, faces[f], faces[f + 1], faces[f + 2], x0, y0, voxel, nx, ny, columns, filled);
  }
  const sample = new Float64Array(4);
  let inside = 0;
  const z0 = first[2] * voxel + shift;
  for (let i = 0; i < nx; i++) {
    for (let j = 0; j < ny; j++) {
      const column = i * ny + j;
      if (filled[column] === 0) continue;
      const crossings = sortedCrossings(columns[column], filled[column]);
      let winding = 0;
      for (let c = 0; c + 2 < crossings.length; c += 2) {
        winding += crossings[c + 1];
        if (winding <= 0) continue;
        const begin = Math.max(0, Math.ceil((crossings[c] - z0) / voxel));
        const end = Math.min(count[2] - 1, Math.ceil((crossings[c + 2] - z0) / voxel) - 1);
        for (let k = begin; k <= end; k++) {
          sampleDistance(field, x0 + i * voxel, y0 + j * voxel, z0 + k * voxel, sample);
          if (sample[0] < 0) inside++;
        }
      }
    }
  }
  return inside * voxel ** 3;
}

/** Adds (height, +1 going in or -1 going out) to every column the face crosses. */
function crossFace(
  v: Float32Array,
  a: number,
  b: number,
  c: number,
  x0: number,
  y0: number,
  voxel: number,
  nx: number,
  ny: number,
  columns: Float64Array[],
  filled: Int32Array,
): void {
  const ax = v[3 * a];
  const ay = v[3 * a + 1];
  const bx = v[3 * b];
  const by = v[3 * b + 1];
  const cx = v[3 * c];
  const cy = v[3 * c + 1];
  const area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
  if (area === 0) return;
  const i0 = Math.max(0, Math.ceil((Math.min(ax, bx, cx) - x0) / voxel));
  const i1 = Math.min(nx - 1, Math.floor((Math.max(ax, bx, cx) - x0) / voxel));
  const j0 = Math.max(0, Math.ceil((Math.min(ay, by, cy) - y0) / voxel));
  const j1 = Math.min(ny - 1, Math.floor((Math.max(ay, by, cy) - y0) / voxel));
  const az = v[3 * a + 2];
  const bz = v[3 * b + 2];
  const cz = v[3 * c + 2];
  for (let i = i0; i <= i1; i++) {
    const x = x0 + i * voxel;
    for (let j = j0; j <= j1; j++) {
      const y = y0 + j * voxel;
      const left = isLeft(v, a, b, x, y);
      if (isLeft(v, b, c, x, y) !== left || isLeft(v, c, a, x, y) !== left) continue;
      const wb = ((x - ax) * (cy - ay) - (y - ay) * (cx - ax)) / area;
      const wc = ((bx - ax) * (y - ay) - (by - ay) * (x - ax)) / area;
      const column = i * ny + j;
      const at = filled[column];
      if (!columns[column]) columns[column] = new Float64Array(8);
      else if (at === columns[column].length) {
        const grown = new Float64Array(2 * at);
        grown.set(columns[column]);
        columns[column] = grown;
      }
      columns[column][at] = az + wb * (bz - az) + wc * (cz - az);
      // A face that looks up (counter-clockwise from above) is where an upward ray leaves.
      columns[column][at + 1] = area > 0 ? -1 : 1;
      filled[column] = at + 2;
    }
  }
}

/** Side of the edge from p to q, computed in one direction whichever face asks. */
function isLeft(v: Float32Array, p: number, q: number, x: number, y: number): boolean {
  const from = p < q ? 3 * p : 3 * q;
  const to = p < q ? 3 * q : 3 * p;
  const side = (v[to] - v[from]) * (y - v[from + 1]) - (v[to + 1] - v[from + 1]) * (x - v[from]);
  return p < q ? side > 0 : !(side > 0);
}

function sortedCrossings(column: Float64Array, filled: number): Float64Array {
  const out = column.subarray(0, filled);
  for (let i = 2; i < filled; i += 2) {
    const height = out[i];
    const sign = out[i + 1];
    let j = i - 2;
    while (j >= 0 && out[j] > height) {
      out[j + 2] = out[j];
      out[j + 3] = out[j + 1];
      j -= 2;
    }
    out[j + 2] = height;
    out[j + 3] = sign;
  }
  return out;
}
