import type { RgbImage } from '../crop/decode-image.js';

/** Metres a unit of HO3D's depth images. */
const METRES = 0.00012498664727900177;

/** Depth (height, width) in metres of a decoded HO3D depth image: red is the low byte, green the high one. */
export function decodeHo3dDepth({ pixels, width, height }: RgbImage): Float32Array {
  const depth = new Float32Array(width * height);
  for (let i = 0; i < depth.length; i++) depth[i] = (pixels[3 * i] + 256 * pixels[3 * i + 1]) * METRES;
  return depth;
}
