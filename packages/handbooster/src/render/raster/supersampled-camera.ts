import type { Camera } from '../../geometry/camera.js';

/**
 * The same view with each pixel cut into factor x factor: sample (i, j) of pixel (u, v) is pixel
 * (u factor + i, v factor + j) of the finer picture.
 */
export function supersampledCamera(camera: Camera, factor: number): Camera {
  if (!Number.isInteger(factor) || factor < 1) {
    throw new RangeError(`supersampledCamera: factor is ${factor}, expected a whole number of at least 1`);
  }
  return {
    fx: camera.fx * factor,
    fy: camera.fy * factor,
    cx: (camera.cx + 0.5) * factor - 0.5,
    cy: (camera.cy + 0.5) * factor - 0.5,
    width: camera.width * factor,
    height: camera.height * factor,
  };
}
