import { projectPoints } from '../../geometry/camera.js';
import { applyRigid } from '../../geometry/rigid-motion.js';
import type { RigCamera } from '../plan/camera-rig.js';
import { type Pattern, patternColor } from '../surfaces/pattern.js';
import { ambientLight } from './ambient-light.js';
import type { Room } from './rooms.js';

/**
 * What a camera sees of a room while nothing is on the table: cameras stand still through a sequence, so this is
 * drawn once for all its frames.
 */
export interface RoomView {
  /** (H, W, 3) light, nothing in its way. */
  light: Float32Array;
  /** (H, W, 3) colour of the table top where it is seen: what the light on it is multiplied with; 0 elsewhere. */
  paint: Float32Array;
  /** (H, W) distance along the camera's z axis, metres. */
  depth: Float32Array;
  /** (H, W) 1 where the table top is seen. */
  table: Uint8Array;
}

const EDGE = 0.03;

/** A side of a box that the camera may see. */
interface Side {
  axis: number;
  /** Sign of the normal along the axis. */
  positive: boolean;
  /** Where it lies along its axis and between what it lies along the next two, from the camera's place. */
  at: number;
  low: readonly [number, number];
  high: readonly [number, number];
  /** Columns and rows of the picture in which it may be seen. */
  left: number;
  right: number;
  top: number;
  bottom: number;
  pattern: Pattern;
  glow: number;
  tableTop: boolean;
}

/** Numbers of a side: axis, at, low and high along the next axis and the one after, left, right. */
const NUMBERS = 8;

/**
 * Casts a ray through each pixel at the room's walls, furniture and table.
 *
 * @param open (3) light on the bare table
 */
export function viewRoom(room: Room, rig: RigCamera, open: ArrayLike<number>): RoomView {
  const { camera, tableFromCamera: m } = rig;
  const { width, height } = camera;
  const light = new Float32Array(width * height * 3);
  const paint = new Float32Array(width * height * 3);
  const depth = new Float32Array(width * height);
  const table = new Uint8Array(width * height);
  const color = new Float64Array(3);
  const lit = new Float64Array(3);
  const ox = m[3];
  const oy = m[7];
  const oz = m[11];
  const sides = sidesOf(room, rig);
  const pixel = 1 / camera.fx;
  // Plain numbers for the loop over rays; each row looks at the sides that reach it.
  const numbers = Float64Array.from(
    sides.flatMap(({ axis, at, low, high, left, right }) => [
      axis,
      at,
      low[0],
      high[0],
      low[1],
      high[1],
      left,
      right,
    ]),
  );
  const active = new Int32Array(sides.length);
  for (let y = 0, i = 0; y < height; y++) {
    let count = 0;
    for (let k = 0; k < sides.length; k++) {
      if (y >= sides[k].top && y <= sides[k].bottom) active[count++] = k;
    }
    const cy = (y - camera.cy) / camera.fy;
    for (let x = 0; x < width; x++, i++) {
      const cx = (x - camera.cx) / camera.fx;
      // Not normalised: the distance along it is the camera's z.
      const dx = m[0] * cx + m[1] * cy + m[2];
      const dy = m[4] * cx + m[5] * cy + m[6];
      const dz = m[8] * cx + m[9] * cy + m[10];
      let best = ((dx > 0 ? room.high[0] : room.low[0]) - ox) / dx;
      let axis = 0;
      const alongY = ((dy > 0 ? room.high[1] : room.low[1]) - oy) / dy;
      if (!(best <= alongY)) {
        best = alongY;
        axis = 1;
      }
      const alongZ = ((dz > 0 ? room.high[2] : room.low[2]) - oz) / dz;
      if (!(best <= alongZ)) {
        best = alongZ;
        axis = 2;
      }
      let found = -1;
      for (let k = 0; k < count; k++) {
        const at = active[k] * NUMBERS;
        if (x < numbers[at + 6] || x > numbers[at + 7]) continue;
        let distance: number;
        let p: number;
        let q: number;
        if (numbers[at] === 0) {
          distance = numbers[at + 1] / dx;
          p = dy * distance;
          q = dz * distance;
        } else if (numbers[at] === 1) {
          distance = numbers[at + 1] / dy;
          p = dz * distance;
          q = dx * distance;
        } else {
          distance = numbers[at + 1] / dz;
          p = dx * distance;
          q = dy * distance;
        }
        if (!(distance > 1e-6 && distance < best)) continue;
        if (p < numbers[at + 2] || p > numbers[at + 3] || q < numbers[at + 4] || q > numbers[at + 5])
          continue;
        best = distance;
        found = active[k];
      }
      const side = found < 0 ? null : sides[found];
      depth[i] = best;
      const px = ox + dx * best;
      const py = oy + dy * best;
      const pz = oz + dz * best;
      const footprint = pixel * best * 1.3;
      const o = i * 3;
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
      let pattern: Pattern;
      let positive: boolean;
      let glow = 0;
      if (side !== null) {
        ({ axis, positive, pattern, glow } = side);
      } else {
        positive = (axis === 0 ? dx : axis === 1 ? dy : dz) < 0;
        pattern = axis === 2 ? (positive ? room.floor : room.ceiling) : room.walls[axis + (positive ? 0 : 2)];
      }
      patternColor(pattern, axis === 0 ? py : px, axis === 2 ? py : pz, footprint, color);
      if (glow > 0) lit.fill(glow);
      else wallLight(room, px, py, pz, axis, positive ? 1 : -1, lit);
      light[o] = color[0] * lit[0];
      light[o + 1] = color[1] * lit[1];
      light[o + 2] = color[2] * lit[2];
    }
  }
  return { light, paint, depth, table };
}

/** The sides of the furniture and the table that look towards the camera. */
function sidesOf(room: Room, rig: RigCamera): Side[] {
  const { camera, cameraFromTable, tableFromCamera: m } = rig;
  const origin = [m[3], m[7], m[11]];
  const { halfWidth, halfDepth, pattern } = room.table;
  const tableBox = {
    low: [-halfWidth, -halfDepth, -EDGE],
    high: [halfWidth, halfDepth, 0],
    pattern,
    glow: 0,
  } as const;
  const sides: Side[] = [];
  for (const box of [...room.boxes, tableBox]) {
    for (let axis = 0; axis < 3; axis++) {
      const positive = origin[axis] > box.high[axis];
      if (!positive && origin[axis] >= box.low[axis]) continue;
      const at = positive ? box.high[axis] : box.low[axis];
      const next = (axis + 1) % 3;
      const after = (axis + 2) % 3;
      const corners = new Float32Array(12);
      for (let k = 0; k < 4; k++) {
        corners[k * 3 + axis] = at;
        corners[k * 3 + next] = (k & 1 ? box.high : box.low)[next];
        corners[k * 3 + after] = (k & 2 ? box.high : box.low)[after];
      }
      const seen = applyRigid(cameraFromTable, corners);
      const behind = seen.some((value, i) => i % 3 === 2 && value < 0.01);
      const pixels = projectPoints(camera, seen);
      const bound = (k: number, most: (...values: number[]) => number, all: number, slack: number) =>
        behind ? all : most(...pixels.filter((_, i) => i % 2 === k)) + slack;
      sides.push({
        axis,
        positive,
        at: at - origin[axis],
        low: [box.low[next] - origin[next], box.low[after] - origin[after]],
        high: [box.high[next] - origin[next], box.high[after] - origin[after]],
        left: bound(0, Math.min, 0, -1),
        right: bound(0, Math.max, camera.width, 1),
        top: bound(1, Math.min, 0, -1),
        bottom: bound(1, Math.max, camera.height, 1),
        pattern: box.pattern,
        glow: box.glow,
        tableTop: box === tableBox && axis === 2 && positive,
      });
    }
  }
  return sides;
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
