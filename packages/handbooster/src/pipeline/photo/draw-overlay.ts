import type { HandEstimate, RgbImage } from '../../reconstruction/photo/index.js';
import { drawSkeleton, pixelNormals, rasterise } from '../../render/index.js';
import { handMesh } from './hand-mesh.js';

const SKIN = [224, 160, 128];
const OPACITY = 0.75;

/** The photo with the hand's mesh over it, its bones and the box: (H, W, 3). */
export function drawOverlay(photo: RgbImage, hand: HandEstimate, faces: Uint32Array): Uint8Array {
  const out = Uint8Array.from(photo.pixels);
  const { camera, joints, wrist, box } = hand;
  const mesh = handMesh(hand, faces);
  const buffer = rasterise([mesh], camera);
  const normals = pixelNormals(buffer, 0, mesh, 'smooth');
  for (let i = 0; i < photo.width * photo.height; i++) {
    if (buffer.mesh[i] < 0) continue;
    const [x, y, z] = normals.subarray(3 * i, 3 * i + 3);
    // Lit from above left, behind the camera; a face seen from behind as from the front.
    const facing = Math.abs(0.35 * x + 0.45 * y + 0.82 * z) / (Math.hypot(x, y, z) || 1);
    const light = 0.35 + 0.65 * facing;
    for (let k = 0; k < 3; k++) out[3 * i + k] += OPACITY * (light * SKIN[k] - out[3 * i + k]);
  }
  drawSkeleton(
    camera,
    joints.map((value, i) => value + wrist[i % 3]),
    out,
  );
  drawBox(box, photo, out);
  return out;
}

function drawBox(
  [x, y, width, height]: HandEstimate['box'],
  { width: columns, height: rows }: RgbImage,
  out: Uint8Array,
): void {
  const paint = (column: number, row: number) => {
    if (column >= 0 && row >= 0 && column < columns && row < rows)
      out.fill(255, 3 * (row * columns + column), 3 * (row * columns + column) + 3);
  };
  const [left, top, right, bottom] = [x, y, x + width, y + height].map(Math.round);
  for (let column = left; column <= right; column++) for (const row of [top, bottom]) paint(column, row);
  for (let row = top; row <= bottom; row++) for (const column of [left, right]) paint(column, row);
}
