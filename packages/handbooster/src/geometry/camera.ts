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
