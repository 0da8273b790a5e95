/**
 * A pinhole camera without distortion; pixels. Pixel centres lie at whole numbers: the image covers
 * [-0.5, width - 0.5) x [-0.5, height - 0.5). Axes are OpenCV's: x right, y down, z forward.
 */
export interface Camera {
  fx: number;
  fy: number;
  cx: number;
  cy: number;
  width: number;
  height: number;
}

/** [x, y, width, height] in pixel coordinates: the region [x, x + width) x [y, y + height). */
export type Box = readonly [number, number, number, number];

/**
 * Pixel coordinates (N, 2) of points (N, 3) in camera axes, metres. Points with z <= 0 are not in front of
 * the camera; their numbers mean nothing (and are infinite at z = 0), so callers check z.
 */
export function projectPoints(
  camera: Camera,
  points: ArrayLike<number>,
  out: Float32Array = new Float32Array((points.length / 3) * 2),
): Float32Array {
  for (let i = 0, j = 0; i < points.length; i += 3, j += 2) {
    out[j] = (camera.fx * points[i]) / points[i + 2] + camera.cx;
    out[j + 1] = (camera.fy * points[i + 1]) / points[i + 2] + camera.cy;
  }
  return out;
}

/** The point (3), camera axes, that a pixel shows at depth z metres. */
export function unprojectPixel(camera: Camera, x: number, y: number, z: number): Float64Array {
  return Float64Array.of(((x - camera.cx) / camera.fx) * z, ((y - camera.cy) / camera.fy) * z, z);
}

/**
 * The camera of a crop: `box` of the image stretched onto `size` pixels (one number for a square, or
 * [width, height]). Since pixel centres are whole numbers, the whole image is the box
 * [-0.5, -0.5, width, height], and x' = (x - box.x) * size / box.width - 0.5.
 */
export function cropCamera(camera: Camera, box: Box, size: number | readonly [number, number]): Camera {
  const [width, height] = typeof size === 'number' ? [size, size] : size;
  const [x, y, boxWidth, boxHeight] = box;
  if (!(boxWidth > 0) || !(boxHeight > 0)) {
    throw new RangeError(`cropCamera: expected a box of positive size, found [${box.join(', ')}]`);
  }
  const scaleX = width / boxWidth;
  const scaleY = height / boxHeight;
  return {
    fx: camera.fx * scaleX,
    fy: camera.fy * scaleY,
    cx: (camera.cx - x) * scaleX - 0.5,
    cy: (camera.cy - y) * scaleY - 0.5,
    width,
    height,
  };
}

/** The intrinsic matrix (9, row-major). */
export function intrinsicMatrix(camera: Camera): Float64Array {
  return Float64Array.of(camera.fx, 0, camera.cx, 0, camera.fy, camera.cy, 0, 0, 1);
}
