import sharp from 'sharp';
import type { RgbImage } from '../../datasets/images/rgb-image.js';
import type { HandEstimate } from '../../reconstruction/photo/hand-estimate.js';
import { shrinkPhoto } from '../../reconstruction/photo/shrink-photo.js';
import { pixelNormals } from '../../render/raster/pixel-normals.js';
import { rasterise } from '../../render/raster/rasterise.js';
import { handMesh } from './hand-mesh.js';

const SKIN = [224, 160, 128];
const OPACITY = 0.75;
const FINGER_COLORS = ['#e6550d', '#31a354', '#3182bd', '#756bb1', '#d6a000'];

/**
 * Longer side of the largest overlay, about: people look at it, and a telephone's photo would take seconds to
 * draw.
 */
const LARGEST = 2000;

/**
 * The photo with the hand's mesh over it, its 2D joints and the box, as a PNG; photos of more than 4000
 * pixels a side shrunk.
 */
export async function drawOverlay(full: RgbImage, seen: HandEstimate, faces: Uint32Array): Promise<Buffer> {
  const factor = Math.max(1, Math.floor(Math.max(full.width, full.height) / LARGEST));
  const { image: photo, shift } = shrinkPhoto(full, factor);
  const hand = factor === 1 ? seen : shrunk(seen, photo, factor, shift);
  const raw = { width: photo.width, height: photo.height, channels: 3 as const };
  return sharp(drawMesh(photo, hand, faces), { raw })
    .composite([{ input: Buffer.from(marks(hand)) }])
    .png()
    .toBuffer();
}

/** The same hand in the shrunk photo. */
function shrunk(
  hand: HandEstimate,
  { width, height }: RgbImage,
  factor: number,
  shift: number,
): HandEstimate {
  const at = (pixel: number) => (pixel - shift) / factor;
  const { fx, fy, cx, cy } = hand.camera;
  const [x, y, boxWidth, boxHeight] = hand.box;
  return {
    ...hand,
    camera: { fx: fx / factor, fy: fy / factor, cx: at(cx), cy: at(cy), width, height },
    joints2d: hand.joints2d.map(at),
    box: [at(x), at(y), boxWidth / factor, boxHeight / factor],
  };
}

function drawMesh(photo: RgbImage, hand: HandEstimate, faces: Uint32Array): Uint8Array {
  const out = Uint8Array.from(photo.pixels);
  const mesh = handMesh(hand, faces);
  const buffer = rasterise([mesh], hand.camera);
  const normals = pixelNormals(buffer, 0, mesh, 'smooth');
  for (let i = 0; i < photo.width * photo.height; i++) {
    if (buffer.mesh[i] < 0) continue;
    const [x, y, z] = normals.subarray(3 * i, 3 * i + 3);
    // Lit from above left, behind the camera; a face seen from behind as from the front.
    const facing = Math.abs(0.35 * x + 0.45 * y + 0.82 * z) / (Math.hypot(x, y, z) || 1);
    const light = 0.35 + 0.65 * facing;
    for (let k = 0; k < 3; k++) out[3 * i + k] += OPACITY * (light * SKIN[k] - out[3 * i + k]);
  }
  return out;
}

/**
 * The box and the 2D joints as an SVG picture of the photo's size: thin lines, so that the mesh stays
 * visible.
 */
function marks({ box, joints2d, camera: { width, height } }: HandEstimate): string {
  const line = Math.max(1, Math.max(width, height) / 320);
  const at = (joint: number) => `${joints2d[2 * joint] + 0.5} ${joints2d[2 * joint + 1] + 0.5}`;
  const fingers = FINGER_COLORS.map((color, finger) => {
    const joints = [0, 1, 2, 3, 4].map((k) => (k === 0 ? 0 : 4 * finger + k));
    return `<path d="M ${joints.map(at).join(' L ')}" stroke="${color}"/>`;
  });
  const [x, y, boxWidth, boxHeight] = box;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">` +
    `<g fill="none" stroke-width="${line}" stroke-linecap="round" stroke-linejoin="round">` +
    `<rect x="${x + 0.5}" y="${y + 0.5}" width="${boxWidth}" height="${boxHeight}" stroke="white"/>` +
    `${fingers.join('')}</g></svg>`
  );
}
