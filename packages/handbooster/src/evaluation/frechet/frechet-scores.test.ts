import { memory, Random, setThreads } from '@handbooster/torch';
import { beforeAll, expect, test } from 'vitest';
import { loadBuiltinHand } from '../../hand/model/builtin-hand.js';
import { planesOf } from '../../reconstruction/prediction/predict-patches.js';
import { createNetwork } from '../../reconstruction/weights/network-file.js';
import { frechetScores, reconstructionFeatureNetwork } from './frechet-scores.js';

beforeAll(() => setThreads(1));

const noise = (count: number, brightness: number, seed: number) => {
  const random = new Random(seed, 'frechet-pictures');
  return Array.from({ length: count }, () =>
    Uint8Array.from({ length: 3 * 64 * 64 }, () => brightness + random.uniform(-40, 40)),
  );
};

test('sets that look alike are nearer, whatever their order; it is not called FID', async () => {
  const network = createNetwork('mobrecon-s', loadBuiltinHand(), 64, 1);
  const before = memory().tensors;
  const features = reconstructionFeatureNetwork(network, 'the baseline');
  const reference = noise(12, 120, 1);
  const { name, rows } = await frechetScores(features, reference, [
    { set: 'itself', images: [...reference].reverse() },
    { set: 'alike', images: noise(12, 120, 2) },
    { set: 'brighter', images: noise(12, 180, 3) },
    { set: 'a single one', images: noise(1, 120, 4) },
  ]);
  expect(name).not.toMatch(/FID/);
  expect(features.dimension).toBe(256);
  expect(rows.map(({ set }) => set)).toEqual(['itself', 'alike', 'brighter']);
  const [itself, alike, brighter] = rows.map(({ distance }) => distance);
  expect(Math.abs(itself)).toBeLessThan(1e-3 * alike);
  expect(brighter).toBeGreaterThan(2 * alike);
  expect(memory().tensors).toBe(before);
  network.dispose();
});

test('pictures of another size are resized for a network', () => {
  const image = Uint8Array.from({ length: 3 * 4 * 4 }, (_, i) => [10, 20, 30][i % 3]);
  expect(planesOf([image], 8)).toBeAllclose(
    Float32Array.from({ length: 3 * 64 }, (_, i) => [10, 20, 30][Math.floor(i / 64)] / 255),
  );
  const same = planesOf([Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12)], 2);
  expect(same).toBeAllclose([1, 4, 7, 10, 2, 5, 8, 11, 3, 6, 9, 12].map((v) => v / 255));
});
