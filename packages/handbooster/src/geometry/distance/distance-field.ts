/** Signed distance to an object on a regular grid; metres, negative inside. A `SignedDistanceGrid` is one. */
export interface DistanceField {
  /** Samples along x, y, z. */
  readonly size: readonly [number, number, number];
  /** Position of the first sample, metres, object frame. */
  readonly origin: readonly [number, number, number];
  /** Distance between samples, metres. */
  readonly cell: number;
  /** (x, y, z) row-major: index (i * size[1] + j) * size[2] + k. */
  readonly values: Float32Array;
}

/**
 * Distance and its derivative at a point, trilinear: writes [distance, dx, dy, dz] to `out`. Outside the
 * grid, the distance of the nearest point of its border plus the way there: too large by little, and always
 * downhill to the object.
 */
export function sampleDistance(
  field: DistanceField,
  x: number,
  y: number,
  z: number,
  out: Float64Array,
): void {
  const { size, origin, cell, values } = field;
  const gx = (x - origin[0]) / cell;
  const gy = (y - origin[1]) / cell;
  const gz = (z - origin[2]) / cell;
  const ux = clamp(gx, size[0] - 1);
  const uy = clamp(gy, size[1] - 1);
  const uz = clamp(gz, size[2] - 1);
  const i = Math.min(Math.floor(ux), size[0] - 2);
  const j = Math.min(Math.floor(uy), size[1] - 2);
  const k = Math.min(Math.floor(uz), size[2] - 2);
  const fx = ux - i;
  const fy = uy - j;
  const fz = uz - k;
  const sx = size[1] * size[2];
  const sy = size[2];
  const at = i * sx + j * sy + k;
  const v000 = values[at];
  const v001 = values[at + 1];
  const v010 = values[at + sy];
  const v011 = values[at + sy + 1];
  const v100 = values[at + sx];
  const v101 = values[at + sx + 1];
  const v110 = values[at + sx + sy];
  const v111 = values[at + sx + sy + 1];
  const v00 = v000 + (v001 - v000) * fz;
  const v01 = v010 + (v011 - v010) * fz;
  const v10 = v100 + (v101 - v100) * fz;
  const v11 = v110 + (v111 - v110) * fz;
  const v0 = v00 + (v01 - v00) * fy;
  const v1 = v10 + (v11 - v10) * fy;
  const distance = v0 + (v1 - v0) * fx;
  const slopeX = (v1 - v0) / cell;
  const slopeY = (v01 - v00 + (v11 - v10 - v01 + v00) * fx) / cell;
  const dz0 = v001 - v000 + (v011 - v010 - v001 + v000) * fy;
  const dz1 = v101 - v100 + (v111 - v110 - v101 + v100) * fy;
  const slopeZ = (dz0 + (dz1 - dz0) * fx) / cell;
  const ox = (gx - ux) * cell;
  const oy = (gy - uy) * cell;
  const oz = (gz - uz) * cell;
  if (ox === 0 && oy === 0 && oz === 0) {
    out[0] = distance;
    out[1] = slopeX;
    out[2] = slopeY;
    out[3] = slopeZ;
    return;
  }
  const way = Math.sqrt(ox * ox + oy * oy + oz * oz);
  out[0] = distance + way;
  // Along a clamped axis the border's own slope does not count: the point on the border does not move.
  out[1] = ox === 0 ? slopeX : ox / way;
  out[2] = oy === 0 ? slopeY : oy / way;
  out[3] = oz === 0 ? slopeZ : oz / way;
}

/** The distance alone, to the same bits. */
export function distanceAt(field: DistanceField, x: number, y: number, z: number): number {
  const { size, origin, cell } = field;
  const gx = (x - origin[0]) / cell;
  const gy = (y - origin[1]) / cell;
  const gz = (z - origin[2]) / cell;
  const ux = clamp(gx, size[0] - 1);
  const uy = clamp(gy, size[1] - 1);
  const uz = clamp(gz, size[2] - 1);
  const distance = interpolate(field, ux, uy, uz);
  if (gx === ux && gy === uy && gz === uz) return distance;
  const ox = (gx - ux) * cell;
  const oy = (gy - uy) * cell;
  const oz = (gz - uz) * cell;
  return distance + Math.sqrt(ox * ox + oy * oy + oz * oz);
}

/**
 * The distance of the nearest point of the grid: nowhere more than the point's own, and changing by no more
 * than the point moves.
 */
export function clampedDistance(field: DistanceField, x: number, y: number, z: number): number {
  const { size, origin, cell } = field;
  const ux = clamp((x - origin[0]) / cell, size[0] - 1);
  const uy = clamp((y - origin[1]) / cell, size[1] - 1);
  const uz = clamp((z - origin[2]) / cell, size[2] - 1);
  return interpolate(field, ux, uy, uz);
}

/** Between samples, at a place in cells within the grid. */
function interpolate({ size, values }: DistanceField, ux: number, uy: number, uz: number): number {
  const i = Math.min(Math.floor(ux), size[0] - 2);
  const j = Math.min(Math.floor(uy), size[1] - 2);
  const k = Math.min(Math.floor(uz), size[2] - 2);
  const fx = ux - i;
  const fy = uy - j;
  const fz = uz - k;
  const sx = size[1] * size[2];
  const sy = size[2];
  const at = i * sx + j * sy + k;
  const v000 = values[at];
  const v010 = values[at + sy];
  const v100 = values[at + sx];
  const v110 = values[at + sx + sy];
  const v00 = v000 + (values[at + 1] - v000) * fz;
  const v01 = v010 + (values[at + sy + 1] - v010) * fz;
  const v10 = v100 + (values[at + sx + 1] - v100) * fz;
  const v11 = v110 + (values[at + sx + sy + 1] - v110) * fz;
  const v0 = v00 + (v01 - v00) * fy;
  const v1 = v10 + (v11 - v10) * fy;
  return v0 + (v1 - v0) * fx;
}

/**
 * Unit outward normal (3) of the level set through a point: central differences over one cell each way, which
 * changes smoothly from cell to cell where the trilinear slope jumps. Writes to `out` from `at` on.
 */
export function sampleNormal(
  field: DistanceField,
  x: number,
  y: number,
  z: number,
  out: Float64Array,
  at = 0,
): void {
  const h = field.cell;
  const nx = distanceAt(field, x + h, y, z) - distanceAt(field, x - h, y, z);
  const ny = distanceAt(field, x, y + h, z) - distanceAt(field, x, y - h, z);
  const nz = distanceAt(field, x, y, z + h) - distanceAt(field, x, y, z - h);
  const size = Math.sqrt(nx * nx + ny * ny + nz * nz) || 1;
  out[at] = nx / size;
  out[at + 1] = ny / size;
  out[at + 2] = nz / size;
}

function clamp(value: number, high: number): number {
  return Math.min(Math.max(value, 0), high);
}
