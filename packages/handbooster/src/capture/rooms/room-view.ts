import type { RigCamera } from '../plan/camera-rig.js';
import { type Pattern, patternColor } from '../surfaces/pattern.js';
import { ambientLight } from './ambient-light.js';
import { RoomSides } from './room-sides.js';
import type { Room } from './rooms.js';

/**
 * What a camera sees of a room while nothing is on the table: cameras stand still through a sequence, so this
 * is drawn once for all its frames.
 */
export interface RoomView {
  /** (H, W, 3) light, nothing in its way. */
  light: Float32Array;
  /**
   * (H, W, 3) colour of the table top where it is seen: what the light on it is multiplied with; 0 elsewhere.
   */
  paint: Float32Array;
  /** (H, W) distance along the camera's z axis, metres. */
  depth: Float32Array;
  /** (H, W) 1 where the table top is seen. */
  table: Uint8Array;
}

/**
 * Casts a ray through each pixel at the room's walls, furniture and table.
 *
 * @param open (3) light on the bare table
 */
export function viewRoom(room: Room, rig: RigCamera, open: ArrayLike<number>): RoomView {
  const { width, height } = rig.camera;
  const view = {
    light: new Float32Array(width * height * 3),
    paint: new Float32Array(width * height * 3),
    depth: new Float32Array(width * height),
    table: new Uint8Array(width * height),
  };
  const sides = new RoomSides(room, rig);
  const hits: RowHits = {
    rays: new Float64Array(width * 3),
    distance: new Float64Array(width),
    side: new Int32Array(width),
    axis: new Uint8Array(width),
  };
  // Rows in calls of their own: the engine compiles a function that is called often better than a long loop.
  for (let y = 0; y < height; y++) {
    castRow(room, rig, sides, y, hits);
    paintRow(room, rig, sides, y, hits, open, view);
  }
  return view;
}

/** What the rays of one row of a picture meet. */
interface RowHits {
  /** (W, 3) in the table's frame, 1 long along the camera's z axis. */
  rays: Float64Array;
  /** (W) camera's z, metres. */
  distance: Float64Array;
  /** (W) side of a box, -1 for the room's own walls; and the axis across what is met. */
  side: Int32Array;
  axis: Uint8Array;
}

function castRow(
  room: Room,
  { camera, tableFromCamera: m }: RigCamera,
  sides: RoomSides,
  y: number,
  out: RowHits,
): void {
  const { axes, places, lows, highs, nextLows, nextHighs, candidates } = sides;
  const { rays, distance: nearest, side, axis: across } = out;
  const [m0, m4, m8] = [m[0], m[4], m[8]];
  const cy = (y - camera.cy) / camera.fy;
  const rowX = m[1] * cy + m[2];
  const rowY = m[5] * cy + m[6];
  const rowZ = m[9] * cy + m[10];
  const [lowX, lowY, lowZ] = [0, 1, 2].map((k) => room.low[k] - m[k * 4 + 3]);
  const [highX, highY, highZ] = [0, 1, 2].map((k) => room.high[k] - m[k * 4 + 3]);
  sides.beginRow(y);
  let until = 0;
  for (let x = 0; x < camera.width; x++) {
    const cx = (x - camera.cx) / camera.fx;
    const dx = m0 * cx + rowX;
    const dy = m4 * cx + rowY;
    const dz = m8 * cx + rowZ;
    let best = (dx > 0 ? highX : lowX) / dx;
    let axis = 0;
    const alongY = (dy > 0 ? highY : lowY) / dy;
    if (!(best <= alongY)) {
      best = alongY;
      axis = 1;
    }
    const alongZ = (dz > 0 ? highZ : lowZ) / dz;
    if (!(best <= alongZ)) {
      best = alongZ;
      axis = 2;
    }
    if (x === until) until = sides.beginSpan(x);
    let found = -1;
    for (let n = 0; n < sides.count; n++) {
      const k = candidates[n];
      const along = axes[k];
      const distance = places[k] / (along === 0 ? dx : along === 1 ? dy : dz);
      if (!(distance > 1e-6 && distance < best)) continue;
      const p = (along === 0 ? dy : along === 1 ? dz : dx) * distance;
      const q = (along === 0 ? dz : along === 1 ? dx : dy) * distance;
      if (p < lows[k] || p > highs[k] || q < nextLows[k] || q > nextHighs[k]) continue;
      best = distance;
      found = k;
    }
    rays[x * 3] = dx;
    rays[x * 3 + 1] = dy;
    rays[x * 3 + 2] = dz;
    nearest[x] = best;
    side[x] = found;
    across[x] = found < 0 ? axis : axes[found];
  }
}

const color = new Float64Array(3);
const lit = new Float64Array(3);

function paintRow(
  room: Room,
  { camera, tableFromCamera: m }: RigCamera,
  sides: RoomSides,
  y: number,
  { rays, distance, side: met, axis: across }: RowHits,
  open: ArrayLike<number>,
  { light, paint, depth, table }: RoomView,
): void {
  const grain = 1.3 / camera.fx;
  for (let x = 0, i = y * camera.width; x < camera.width; x++, i++) {
    const best = distance[x];
    const axis = across[x];
    const dx = rays[x * 3];
    const dy = rays[x * 3 + 1];
    const dz = rays[x * 3 + 2];
    depth[i] = best;
    const px = m[3] + dx * best;
    const py = m[7] + dy * best;
    const pz = m[11] + dz * best;
    const footprint = grain * best;
    const o = i * 3;
    const side = met[x] < 0 ? null : sides.list[met[x]];
    if (side?.tableTop) {
      table[i] = 1;
      paintTable(room, px, py, footprint, color);
      tableGloss(room, dx, dy, dz, lit);
      for (let c = 0; c < 3; c++) {
        paint[o + c] = color[c];
        light[o + c] = color[c] * open[c] + lit[c];
      }
      continue;
    }
    const positive = side === null ? (axis === 0 ? dx : axis === 1 ? dy : dz) < 0 : side.positive;
    const pattern = side === null ? wallPattern(room, axis, positive) : side.pattern;
    patternColor(pattern, axis === 0 ? py : px, axis === 2 ? py : pz, footprint, color);
    if (side !== null && side.glow > 0) lit.fill(side.glow);
    else wallLight(room, px, py, pz, axis, positive ? 1 : -1, lit);
    light[o] = color[0] * lit[0];
    light[o + 1] = color[1] * lit[1];
    light[o + 2] = color[2] * lit[2];
  }
}

/** What the room's own side across an axis is painted with. */
function wallPattern(room: Room, axis: number, positive: boolean): Pattern {
  if (axis === 2) return positive ? room.floor : room.ceiling;
  return room.walls[axis + (positive ? 0 : 2)];
}

/** What a glossy top mirrors towards a camera that looks along (dx, dy, dz). */
function tableGloss(room: Room, dx: number, dy: number, dz: number, out: Float64Array): void {
  const cosine = -dz / Math.sqrt(dx * dx + dy * dy + dz * dz);
  const sine = Math.sqrt(Math.max(0, 1 - cosine * cosine));
  const flat = sine / (Math.sqrt(dx * dx + dy * dy) || 1);
  const square = (1 - cosine) * (1 - cosine);
  const fresnel = room.table.gloss * (0.25 + 3 * square * square);
  ambientLight(room, dx * flat, dy * flat, cosine, out);
  out[0] *= fresnel;
  out[1] *= fresnel;
  out[2] *= fresnel;
}

function paintTable(room: Room, x: number, y: number, footprint: number, out: Float64Array): void {
  const { pattern, mat } = room.table;
  const onMat = mat !== null && Math.abs(x) < 0.3 && Math.abs(y + 0.04) < 0.2;
  patternColor(onMat ? mat : pattern, x, y, footprint, out);
}

/** Mean colour of a room's table top. */
export function meanTableColor(room: Room): [number, number, number] {
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
  axis: number,
  sign: number,
  out: Float64Array,
): void {
  const { key, low, high, level } = room;
  ambientLight(
    room,
    axis === 0 ? sign : 0,
    axis === 1 ? sign : 0,
    axis === 2 ? Math.max(sign, 0.3) : 0.3,
    out,
  );
  let dark = 1;
  if (axis !== 0) dark *= towardsEdge(Math.min(x - low[0], high[0] - x));
  if (axis !== 1) dark *= towardsEdge(Math.min(y - low[1], high[1] - y));
  if (axis !== 2) dark *= towardsEdge(Math.min(z - low[2], high[2] - z));
  const { halfWidth, halfDepth } = room.table;
  const under = Math.abs(x) < halfWidth + 0.2 && Math.abs(y) < halfDepth + 0.2 && z < -0.03;
  if (under) dark *= 0.5;
  const lamp = under ? 0 : Math.max(0, sign * key.direction[axis]) * 0.5;
  for (let c = 0; c < 3; c++) out[c] = level * dark * (out[c] * 1.2 + key.color[c] * lamp);
}

function towardsEdge(inside: number): number {
  return inside >= 0.35 ? 1 : inside > 0 ? 0.55 + (0.45 / 0.35) * inside : 0.55;
}
