import { expect, test } from 'vitest';
import {
  type Box,
  type Camera,
  cropCamera,
  intrinsicMatrix,
  projectPoints,
  unprojectPixel,
} from './camera.js';

const camera: Camera = { fx: 600, fy: 610, cx: 313, cy: 245, width: 640, height: 480 };

test('projects through the intrinsic matrix and back', () => {
  const point = [0.1, -0.05, 0.8];
  const k = intrinsicMatrix(camera);
  const homogeneous = [0, 3, 6].map(
    (row) => k[row] * point[0] + k[row + 1] * point[1] + k[row + 2] * point[2],
  );
  const pixel = projectPoints(camera, point);
  expect(pixel).toBeAllclose([homogeneous[0] / homogeneous[2], homogeneous[1] / homogeneous[2]]);
  expect(unprojectPixel(camera, pixel[0], pixel[1], 0.8)).toBeAllclose(point, { relative: 1e-5 });
});

test('a crop keeps which part of the picture a point is in', () => {
  const box: Box = [99.5, 49.5, 200, 100];
  const crop = cropCamera(camera, box, [50, 25]);
  const point = [-0.15, -0.2, 0.7];
  const [x, y] = projectPoints(camera, point);
  const [u, v] = projectPoints(crop, point);
  // The share of the way across the box, edge to edge; pixel centres lie at whole numbers.
  expect((u + 0.5) / 50).toBeCloseTo((x - 99.5) / 200, 5);
  expect((v + 0.5) / 25).toBeCloseTo((y - 49.5) / 100, 5);
  expect([crop.width, crop.height]).toEqual([50, 25]);
});

test('cropping the whole picture at its own size changes nothing', () => {
  expect(cropCamera(camera, [-0.5, -0.5, 640, 480], [640, 480])).toEqual(camera);
  expect(() => cropCamera(camera, [0, 0, 0, 10], 64)).toThrow(/positive size/);
});
