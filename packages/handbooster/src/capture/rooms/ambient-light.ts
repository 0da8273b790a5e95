import type { Room } from './rooms.js';

/**
 * Light (3) from a direction when nothing is in the way; directions below the horizon count as level ones.
 */
export function ambientLight(room: Room, x: number, y: number, z: number, out: Float64Array): Float64Array {
  const { top, side, bright, brightness } = room.ambient;
  const up = Math.max(z, 0);
  const level = Math.sqrt(Math.max(0, 1 - up * up));
  const facing = Math.max(0, x * bright[0] + y * bright[1]);
  const lobe = 1 + brightness * facing * facing * level;
  out[0] = (side[0] + (top[0] - side[0]) * up) * lobe;
  out[1] = (side[1] + (top[1] - side[1]) * up) * lobe;
  out[2] = (side[2] + (top[2] - side[2]) * up) * lobe;
  return out;
}
