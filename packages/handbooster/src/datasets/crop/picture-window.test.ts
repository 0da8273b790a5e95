import { Random } from '@handbooster/torch';
import { expect, it } from 'vitest';
import type { Box } from '../../geometry/camera.js';
import { cropAffine } from './affine.js';
import { cutWindow } from './picture-window.js';
import { warpAffine } from './warp-affine.js';

it('shows every crop inside its box with the same bits as the whole picture, at the rim too', () => {
  const random = new Random('window');
  const [width, height] = [120, 90];
  const pixels = Uint8Array.from({ length: width * height * 3 }, () => random.integer(256));
  const picture = { width, height, pixels };
  let smaller = 0;
  for (let i = 0; i < 60; i++) {
    const side = random.uniform(10, 40);
    const box: Box = [random.uniform(-15, width - 10), random.uniform(-15, height - 10), side, side];
    const scale = random.uniform(0.75, 1.25);
    const reach = 1.25 * Math.SQRT1_2 * side;
    const [x, y] = [box[0] + side / 2, box[1] + side / 2];
    const { image, origin } = cutWindow(picture, [x - reach, y - reach, 2 * reach, 2 * reach]);
    const map = cropAffine(box, 24, scale, random.uniform(-3, 3));
    expect(warpAffine(image, map, 24, { origin })).toEqual(warpAffine(picture, map, 24));
    if (image.pixels.length < pixels.length / 2) smaller++;
  }
  expect(smaller).toBeGreaterThan(50);
});

it('is one pixel at least, also for a box beside the picture', () => {
  const picture = { width: 4, height: 3, pixels: new Uint8Array(36) };
  expect(cutWindow(picture, [20, 20, 2, 2]).image).toMatchObject({ width: 1, height: 1 });
});
