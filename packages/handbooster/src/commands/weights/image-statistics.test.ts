import { Random } from '@handbooster/torch';
import { expect, test } from 'vitest';
import { IMAGE_STATISTICS, imageStatistics } from './image-statistics.js';

const SIZE = 8;

test('a flat image has its colour and nothing else', () => {
  const image = Uint8Array.from({ length: SIZE * SIZE * 3 }, (_, i) => [255, 0, 51][i % 3]);
  const found = imageStatistics(image, SIZE);
  expect(found.length).toBe(IMAGE_STATISTICS);
  const cell = [1, 0, -1, 0, -0.6, 0];
  expect(found).toBeAllclose([...Array.from({ length: 16 }, () => cell).flat(), 0, 0, 0], { absolute: 1e-7 });
});

test('means and deviations are those of the cells, and noise shows in the Laplacian', () => {
  const random = new Random(1, 'noise');
  const image = Uint8Array.from({ length: SIZE * SIZE * 3 }, () => random.integer(256));
  const found = imageStatistics(image, SIZE);
  // The third cell of the second row, green, by hand.
  const values: number[] = [];
  for (const y of [2, 3]) for (const x of [4, 5]) values.push(image[3 * (y * SIZE + x) + 1] / 127.5 - 1);
  const mean = values.reduce((sum, value) => sum + value, 0) / 4;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 4);
  const at = (4 + 2) * 6 + 2;
  expect([...found.slice(at, at + 2)]).toBeAllclose([mean, deviation], { absolute: 1e-12 });
  expect(found[IMAGE_STATISTICS - 1]).toBeGreaterThan(0.5);
});
