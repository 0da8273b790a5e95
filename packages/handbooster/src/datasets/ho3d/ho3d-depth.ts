import type { RgbImage } from '../images/rgb-image.js';

/** Metres a unit of HO3D's depth images. */
const METRES = 0.00012498664727900177;

/** Depth (height, width) in metres of a decoded HO3D depth image: red is the low byte, green the high one. */
export function decodeHo3dDepth({ pixels, width, height }: RgbImage): Float32Array {
  const depth = new Float32Array(width * height);
  for (let i = 0; i < depth.length; i++) depth[i] = (pixels[3 * i] + 256 * pixels[3 * i + 1]) * METRES;
  return depth;
}

/**
 * A depth image of HO3D of depths (height, width) in metres; beyond 8.19 m it has no number and is left 0.
 */
export function encodeHo3dDepth(depth: Float32Array, width: number, height: number): RgbImage {
  const pixels = new Uint8Array(depth.length * 3);
  for (let i = 0; i < depth.length; i++) {
    const value = Math.round(depth[i] / METRES);
    if (value > 0xffff) continue;
    pixels[3 * i] = value & 0xff;
    pixels[3 * i + 1] = value >> 8;
  }
  return { pixels, width, height };
}
