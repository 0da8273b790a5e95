import type { Camera } from '../geometry/camera.js';
import { applyRigid } from '../geometry/rigid-motion.js';
import { interpolateVertices } from '../render/raster/interpolate.js';
import { rasterise } from '../render/raster/rasterise.js';
import type { Tile } from './tile-sheet.js';

/** Millimetres from which on a vertex is drawn in the last colour. */
export const ERROR_RANGE = 50;

/** From no error to `ERROR_RANGE`: dark blue, teal, green, yellow, red. */
const COLORS = [
  [38, 54, 128],
  [30, 140, 160],
  [90, 185, 90],
  [245, 205, 60],
  [205, 40, 40],
];

/** A hand with its errors: vertices (V, 3) metres in the camera, millimetres of each vertex. */
export interface ErrorHand {
  vertices: Float32Array;
  faces: Uint32Array;
  errors: Float32Array;
}

/**
 * The hand drawn over a picture, each vertex in the colour of its error, shaded a little so that fingers tell
 * apart.
 */
export function errorOverlay(picture: Tile, hand: ErrorHand, camera: Camera, scale = 4): Tile {
  const size = picture.size * scale;
  const pixels = new Uint8Array(3 * size * size);
  for (let i = 0; i < size * size; i++) {
    const [x, y] = [i % size, Math.floor(i / size)];
    const from = 3 * (Math.floor(y / scale) * picture.size + Math.floor(x / scale));
    for (let k = 0; k < 3; k++) pixels[3 * i + k] = picture.pixels[from + k];
  }
  // Pixel centres stay at whole numbers on the finer grid.
  const finer = {
    fx: camera.fx * scale,
    fy: camera.fy * scale,
    cx: (camera.cx + 0.5) * scale - 0.5,
    cy: (camera.cy + 0.5) * scale - 0.5,
    width: size,
    height: size,
  };
  const { vertices, faces, errors } = hand;
  const buffer = rasterise([{ vertices, faces }], finer);
  const error = interpolateVertices(buffer, 0, faces, errors, 1);
  for (let i = 0; i < size * size; i++) {
    if (buffer.mesh[i] !== 0) continue;
    const light = facing(vertices, faces, buffer.face[i]);
    errorColor(error[i]).forEach((value, k) => {
      pixels[3 * i + k] = value * (0.45 + 0.55 * light);
    });
  }
  return { size, pixels };
}

/** The hand from its side, as if the camera had gone a quarter turn round it. */
export function sideView(hand: ErrorHand, size: number): Tile {
  const [centre, reach] = extent(hand.vertices);
  // x' = z, z' = -x about the hand's middle, half a metre away.
  const [x, y, z] = centre;
  const motion = [
    [0, 0, 1, -z],
    [0, 1, 0, -y],
    [-1, 0, 0, x + 0.5],
  ];
  const vertices = applyRigid(motion.flat(), hand.vertices);
  const focal = (0.5 * size * 0.46) / reach;
  const camera = { fx: focal, fy: focal, cx: (size - 1) / 2, cy: (size - 1) / 2, width: size, height: size };
  const blank = { size, pixels: new Uint8Array(3 * size * size).fill(236) };
  return errorOverlay(blank, { ...hand, vertices }, camera, 1);
}

/** (R, G, B) of an error in millimetres. */
export function errorColor(millimetres: number): [number, number, number] {
  const at = Math.min(1, Math.max(0, millimetres / ERROR_RANGE)) * (COLORS.length - 1);
  const below = Math.min(COLORS.length - 2, Math.floor(at));
  const mix = (k: number) => COLORS[below][k] + (at - below) * (COLORS[below + 1][k] - COLORS[below][k]);
  return [mix(0), mix(1), mix(2)];
}

/** |cosine| between a face's normal and the optical axis. */
function facing(vertices: Float32Array, faces: Uint32Array, face: number): number {
  const [a, b, c] = [0, 1, 2].map((corner) => 3 * faces[3 * face + corner]);
  const edge = (to: number, k: number) => vertices[to + k] - vertices[a + k];
  const x = edge(b, 1) * edge(c, 2) - edge(b, 2) * edge(c, 1);
  const y = edge(b, 2) * edge(c, 0) - edge(b, 0) * edge(c, 2);
  const z = edge(b, 0) * edge(c, 1) - edge(b, 1) * edge(c, 0);
  return Math.abs(z) / Math.max(1e-12, Math.hypot(x, y, z));
}

function extent(vertices: Float32Array): [centre: number[], reach: number] {
  const low = [Infinity, Infinity, Infinity];
  const high = [-Infinity, -Infinity, -Infinity];
  vertices.forEach((value, i) => {
    low[i % 3] = Math.min(low[i % 3], value);
    high[i % 3] = Math.max(high[i % 3], value);
  });
  return [
    low.map((value, k) => (value + high[k]) / 2),
    Math.max(...high.map((value, k) => (value - low[k]) / 2)),
  ];
}
