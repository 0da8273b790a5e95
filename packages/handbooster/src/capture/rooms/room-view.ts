import type { RigCamera } from '../plan/camera-rig.js';
import { type Pattern, patternColor } from '../surfaces/pattern.js';
import { ambientLight } from './room-light.js';
import type { Room } from './rooms.js';

/**
 * What a camera sees of a room while nothing is on the table: cameras stand still through a sequence, so this is
 * drawn once for all its frames.
 */
export interface RoomView {
  /** (H, W, 3) light from the pixel; of the table top, its colour before light falls on it. */
  color: Float32Array;
  /** (H, W, 3) the room's reflection in the table top; 0 elsewhere. */
  gloss: Float32Array;
  /** (H, W) distance along the camera's z axis, metres. */
  depth: Float32Array;
  /** (H, W) 1 where the table top is seen. */
  table: Uint8Array;
  /** Mean colour of the table top. */
  tableColor: [number, number, number];
}

const EDGE = 0.03;

/** Casts a ray through each pixel at the room's walls, furniture and table. */
export function viewRoom(room: Room, rig: RigCamera): RoomView {
  const { camera, tableFromCamera: m } = rig;
  const { width, height } = camera;
  const color = new Float32Array(width * height * 3);
  const gloss = new Float32Array(width * height * 3);
  const depth = new Float32Array(width * height);
  const table = new Uint8Array(width * height);
  const paint = new Float64Array(3);
  const light = new Float64Array(3);
  const origin = [m[3], m[7], m[11]];
  const { halfWidth, halfDepth } = room.table;
  const tableLow = [-halfWidth, -halfDepth, -EDGE];
  const tableHigh = [halfWidth, halfDepth, 0];
  const hit = { distance: 0, axis: 0, positive: false };
  const pixel = 1 / camera.fx;
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const cx = (x - camera.cx) / camera.fx;
      const cy = (y - camera.cy) / camera.fy;
      // Not normalised: the distance along it is the camera's z.
      const dx = m[0] * cx + m[1] * cy + m[2];
      const dy = m[4] * cx + m[5] * cy + m[6];
      const dz = m[8] * cx + m[9] * cy + m[10];
      let best = leave(room.low, room.high, origin, dx, dy, dz, hit);
      let axis = hit.axis;
      let positive = hit.positive;
      let box = -1;
      for (let k = 0; k < room.boxes.length; k++) {
        const candidate = room.boxes[k];
        if (enter(candidate.low, candidate.high, origin, dx, dy, dz, hit) && hit.distance < best) {
          best = hit.distance;
          axis = hit.axis;
          positive = hit.positive;
          box = k;
        }
      }
      let onTable = false;
      if (enter(tableLow, tableHigh, origin, dx, dy, dz, hit) && hit.distance < best) {
        best = hit.distance;
        axis = hit.axis;
        positive = hit.positive;
        box = -2;
        onTable = axis === 2 && positive;
      }
      depth[i] = best;
      const px = origin[0] + dx * best;
      const py = origin[1] + dy * best;
      const pz = origin[2] + dz * best;
      const footprint = pixel * best * 1.3;
      if (onTable) {
        table[i] = 1;
        paintTable(room, px, py, footprint, paint);
        color.set(paint, i * 3);
        tableGloss(room, dx, dy, dz, paint);
        gloss.set(paint, i * 3);
        continue;
      }
      let pattern: Pattern;
      let glow = 0;
      if (box >= 0) {
        pattern = room.boxes[box].pattern;
        glow = room.boxes[box].glow;
      } else if (box === -2) {
        pattern = room.table.pattern;
      } else if (axis === 2) {
        pattern = positive ? room.floor : room.ceiling;
      } else {
        pattern = room.walls[axis + (positive ? 0 : 2)];
      }
      const u = axis === 0 ? py : px;
      const v = axis === 2 ? py : pz;
      patternColor(pattern, u, v, footprint, paint);
      const nx = axis === 0 ? (positive ? 1 : -1) : 0;
      const ny = axis === 1 ? (positive ? 1 : -1) : 0;
      const nz = axis === 2 ? (positive ? 1 : -1) : 0;
      wallLight(room, px, py, pz, nx, ny, nz, light);
      for (let c = 0; c < 3; c++) {
        color[i * 3 + c] = paint[c] * (glow > 0 ? glow : light[c]);
      }
    }
  }
  return { color, gloss, depth, table, tableColor: meanTable(room) };
}

/** What a glossy top mirrors towards a camera that looks along (dx, dy, dz). */
function tableGloss(room: Room, dx: number, dy: number, dz: number, out: Float64Array): void {
  const cosine = -dz / Math.sqrt(dx * dx + dy * dy + dz * dz);
  const sine = Math.sqrt(Math.max(0, 1 - cosine * cosine));
  const flat = Math.sqrt(dx * dx + dy * dy) || 1;
  const fresnel = room.table.gloss * (0.25 + 3 * (1 - cosine) ** 4);
  ambientLight(room, (dx / flat) * sine, (dy / flat) * sine, cosine, out);
  for (let c = 0; c < 3; c++) out[c] *= fresnel;
}

function paintTable(room: Room, x: number, y: number, footprint: number, out: Float64Array): void {
  const { pattern, mat } = room.table;
  const onMat = mat !== null && Math.abs(x) < 0.3 && Math.abs(y + 0.04) < 0.2;
  patternColor(onMat ? mat : pattern, x, y, footprint, out);
}

function meanTable(room: Room): [number, number, number] {
  const mean: [number, number, number] = [0, 0, 0];
  const paint = new Float64Array(3);
  for (let i = 0; i < 64; i++) {
    paintTable(room, ((i % 8) - 3.5) * 0.05, (Math.floor(i / 8) - 3.5) * 0.05, 0.02, paint);
    for (let c = 0; c < 3; c++) mean[c] += paint[c] / 64;
  }
  return mean;
}

/** Light on a wall or a piece of furniture, darker towards the room's edges and below the table. */
function wallLight(
  room: Room,
  x: number,
  y: number,
  z: number,
  nx: number,
  ny: number,
  nz: number,
  out: Float64Array,
): void {
  const { key, low, high, level } = room;
  const light = ambientLight(room, nx, ny, Math.max(nz, 0.3), out);
  const edge = (inside: number) => 0.55 + 0.45 * Math.min(1, Math.max(0, inside) / 0.35);
  let dark = 1;
  if (nx === 0) dark *= edge(Math.min(x - low[0], high[0] - x));
  if (ny === 0) dark *= edge(Math.min(y - low[1], high[1] - y));
  if (nz === 0) dark *= edge(Math.min(z - low[2], high[2] - z));
  const under =
    Math.abs(x) < room.table.halfWidth + 0.2 && Math.abs(y) < room.table.halfDepth + 0.2 && z < -0.03;
  if (under) dark *= 0.5;
  const facing = Math.max(0, nx * key.direction[0] + ny * key.direction[1] + nz * key.direction[2]);
  const lamp = under ? 0 : facing * 0.5;
  for (let c = 0; c < 3; c++) out[c] = level * dark * (light[c] * 1.2 + key.color[c] * lamp);
}

/** Where a ray from outside enters a box; false where it misses. */
function enter(
  low: readonly number[],
  high: readonly number[],
  origin: readonly number[],
  dx: number,
  dy: number,
  dz: number,
  hit: { distance: number; axis: number; positive: boolean },
): boolean {
  let from = 1e-6;
  let to = Number.POSITIVE_INFINITY;
  let axis = -1;
  for (let k = 0; k < 3; k++) {
    const d = k === 0 ? dx : k === 1 ? dy : dz;
    const o = origin[k];
    if (d === 0) {
      if (o < low[k] || o > high[k]) return false;
      continue;
    }
    let near = (low[k] - o) / d;
    let far = (high[k] - o) / d;
    if (near > far) {
      const kept = near;
      near = far;
      far = kept;
    }
    if (near > from) {
      from = near;
      axis = k;
    }
    if (far < to) to = far;
    if (from > to) return false;
  }
  if (axis < 0) return false;
  hit.distance = from;
  hit.axis = axis;
  hit.positive = (axis === 0 ? dx : axis === 1 ? dy : dz) < 0;
  return true;
}

/** Where a ray from inside meets the wall of the box around it. `positive` is the sign of the inner normal. */
function leave(
  low: readonly number[],
  high: readonly number[],
  origin: readonly number[],
  dx: number,
  dy: number,
  dz: number,
  hit: { distance: number; axis: number; positive: boolean },
): number {
  let best = Number.POSITIVE_INFINITY;
  for (let k = 0; k < 3; k++) {
    const d = k === 0 ? dx : k === 1 ? dy : dz;
    if (d === 0) continue;
    const distance = ((d > 0 ? high[k] : low[k]) - origin[k]) / d;
    if (distance < best) {
      best = distance;
      hit.axis = k;
      hit.positive = d < 0;
    }
  }
  hit.distance = best;
  return best;
}
