import { type Camera, projectPoints } from '../geometry/camera.js';
import { BONES_21 } from '../hand/model/hand-skeleton.js';
import { SKELETON_COLORS } from '../render/maps/condition-colors.js';
import type { Tile } from './tile-sheet.js';

/** Overlays are drawn this much finer than the picture, or lines would cover the hand. */
const SCALE = 4;

/** A picture with the label's joints and bones drawn over it, enlarged. */
export function labelOverlay(picture: Tile, joints: ArrayLike<number>, camera: Camera): Tile {
  const size = picture.size * SCALE;
  const pixels = new Uint8Array(3 * size * size);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const from = 3 * (Math.floor(y / SCALE) * picture.size + Math.floor(x / SCALE));
      for (let k = 0; k < 3; k++) pixels[3 * (y * size + x) + k] = picture.pixels[from + k];
    }
  }
  const points = projectPoints(camera, joints);
  BONES_21.forEach(([from, to]) => {
    const color = SKELETON_COLORS[Math.floor((to - 1) / 4)];
    const at = (joint: number, k: number) => (points[2 * joint + k] + 0.5) * SCALE - 0.5;
    drawLine(pixels, size, [at(from, 0), at(from, 1)], [at(to, 0), at(to, 1)], color);
  });
  return { size, pixels };
}

function drawLine(
  pixels: Uint8Array,
  size: number,
  from: readonly number[],
  to: readonly number[],
  color: readonly number[],
): void {
  const steps = Math.ceil(Math.hypot(to[0] - from[0], to[1] - from[1])) + 1;
  for (let i = 0; i <= steps; i++) {
    const x = Math.round(from[0] + ((to[0] - from[0]) * i) / steps);
    const y = Math.round(from[1] + ((to[1] - from[1]) * i) / steps);
    for (const [dx, dy] of [
      [0, 0],
      [1, 0],
      [0, 1],
    ]) {
      if (x + dx < 0 || y + dy < 0 || x + dx >= size || y + dy >= size) continue;
      pixels.set(color, 3 * ((y + dy) * size + x + dx));
    }
  }
}
