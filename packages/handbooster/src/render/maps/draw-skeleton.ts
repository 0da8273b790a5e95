import type { Camera } from '../../geometry/camera.js';
import { SKELETON_COLORS } from './condition-colors.js';

/** Half the width of a bone, as a share of the picture's width. */
const HALF_WIDTH = 1 / 96;
const NEAR = 0.01;

/**
 * Draws the hand's 20 bones, seen through everything, with smooth edges: fingers in their hues, darker
 * towards the wrist so that the direction shows; nearer bones lie over farther ones.
 *
 * @param joints (21, 3) metres, camera axes; wrist, then thumb, index, middle, ring, little from the palm to
 * the tip
 * @param out (H, W, 3), drawn over
 */
export function drawSkeleton(camera: Camera, joints: ArrayLike<number>, out: Uint8Array): void {
  const bones: { from: number; to: number; color: number[]; depth: number }[] = [];
  for (let finger = 0; finger < 5; finger++) {
    for (let k = 0; k < 4; k++) {
      const from = k === 0 ? 0 : 1 + finger * 4 + k - 1;
      const to = 1 + finger * 4 + k;
      const depth = (joints[from * 3 + 2] + joints[to * 3 + 2]) / 2;
      bones.push({ from, to, color: SKELETON_COLORS[finger].map((c) => c * (0.55 + 0.15 * k)), depth });
    }
  }
  bones.sort((a, b) => b.depth - a.depth);
  for (const { from, to, color } of bones) {
    if (joints[from * 3 + 2] < NEAR || joints[to * 3 + 2] < NEAR) continue;
    const [x0, y0] = pixelOf(camera, joints, from);
    const [x1, y1] = pixelOf(camera, joints, to);
    drawLine(camera, x0, y0, x1, y1, Math.max(0.75, camera.width * HALF_WIDTH), color, out);
  }
}

function pixelOf(camera: Camera, joints: ArrayLike<number>, joint: number): [number, number] {
  const z = joints[joint * 3 + 2];
  return [
    (camera.fx * joints[joint * 3]) / z + camera.cx,
    (camera.fy * joints[joint * 3 + 1]) / z + camera.cy,
  ];
}

/** A line with round ends; a pixel's share is how far it lies inside the rim, at most one pixel's worth. */
function drawLine(
  camera: Camera,
  x0: number,
  y0: number,
  x1: number,
  y1: number,
  half: number,
  color: number[],
  out: Uint8Array,
): void {
  const lowX = Math.max(0, Math.ceil(Math.min(x0, x1) - half - 1));
  const highX = Math.min(camera.width - 1, Math.floor(Math.max(x0, x1) + half + 1));
  const lowY = Math.max(0, Math.ceil(Math.min(y0, y1) - half - 1));
  const highY = Math.min(camera.height - 1, Math.floor(Math.max(y0, y1) + half + 1));
  const dx = x1 - x0;
  const dy = y1 - y0;
  const squared = dx * dx + dy * dy;
  for (let y = lowY; y <= highY; y++) {
    for (let x = lowX; x <= highX; x++) {
      const t = squared > 0 ? Math.min(1, Math.max(0, ((x - x0) * dx + (y - y0) * dy) / squared)) : 0;
      const ex = x - x0 - t * dx;
      const ey = y - y0 - t * dy;
      const share = Math.min(1, half + 0.5 - Math.sqrt(ex * ex + ey * ey));
      if (share <= 0) continue;
      const i = (y * camera.width + x) * 3;
      for (let k = 0; k < 3; k++) out[i + k] = Math.round(out[i + k] * (1 - share) + color[k] * share);
    }
  }
}
