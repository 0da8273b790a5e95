import type { Box, Camera } from '../../geometry/camera.js';
import { cropAffine } from './affine.js';

/**
 * The camera of a square crop, in step with how pictures are cropped: a point it projects to (x, y) lies at
 * pixel (x, y) of the cropped picture.
 */
export function cropCamera(camera: Camera, box: Box, size: number): Camera {
  const map = cropAffine(box, size);
  return {
    fx: camera.fx * map[0],
    fy: camera.fy * map[4],
    cx: map[0] * camera.cx + map[2],
    cy: map[4] * camera.cy + map[5],
    width: size,
    height: size,
  };
}
