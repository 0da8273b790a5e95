import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Random, setThreads } from '@handbooster/torch';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { StoredCondition } from '../../conditions/creation/condition-files.js';
import { RealSplit } from '../../datasets/real/real-split.js';
import type { Sample } from '../../datasets/sample/sample.js';
import { loadBuiltinHand } from '../../hand/model/builtin-hand.js';
import { writeImage } from '../../synthesis/generated-images.js';
import { trainReconstruction } from '../training/train-reconstruction.js';
import { createNetwork, saveNetwork } from '../weights/network-file.js';
import type { AugmentationName } from './patch-augmentation.js';
import type { Patch } from './patch-source.js';
import { realPatches, trainingPatches } from './training-patches.js';

setThreads(1);
const hand = loadBuiltinHand('right');
const folder = mkdtempSync(join(tmpdir(), 'handbooster-patches-'));
const [WIDTH, HEIGHT, TILE, SIZE] = [160, 120, 32, 64];
const random = new Random('patches');

const label = (i: number, reach: number) => ({
  id: `${i}`.padStart(6, '0'),
  camera: { fx: 150, fy: 150, cx: 79.5, cy: 59.5, width: WIDTH, height: HEIGHT },
  hand: {
    side: 'right',
    pose: random.fillNormal(new Float32Array(48), 0, 0.3),
    betas: random.fillNormal(new Float32Array(10)),
    translation: new Float32Array(3),
    modelHash: null,
  },
  joints: Float32Array.from({ length: 63 }, (_, k) =>
    k % 3 === 2 ? 0.5 : (k % 3 === 0 ? reach : 0) + random.uniform(-0.06, 0.06),
  ),
});
// Hands in the middle and at the rim, every other picture mirrored.
const samples = Array.from({ length: 5 }, (_, i) => ({
  ...label(i, 0.06 * (i - 2)),
  image: { path: join(folder, `${i}.png`), mirrored: i % 2 === 1 },
})) as unknown as Sample[];
const conditions = Array.from({ length: 3 }, (_, i) => ({
  ...label(i, 0),
  box: [40, 20, 80, 80],
})) as unknown as StoredCondition[];

const noise = (count: number) => Uint8Array.from({ length: count }, () => random.integer(256));
beforeAll(async () => {
  const raw = { width: WIDTH, height: HEIGHT, channels: 3 as const };
  for (const { image } of samples)
    await sharp(noise(WIDTH * HEIGHT * 3), { raw })
      .png()
      .toFile(image.path);
  for (const { id } of conditions) await writeImage(folder, id, noise(TILE * TILE * 3), TILE);
});
afterAll(() => rmSync(folder, { recursive: true }));

const open = (workers: number, augment: AugmentationName) =>
  trainingPatches({
    real: new RealSplit(samples),
    generated: { folder, conditions, imageSize: TILE },
    size: SIZE,
    augment,
    workers,
  });

/** Each picture twice: the second time it comes from memory. */
async function draw(
  workers: number,
  augment: AugmentationName,
): Promise<Record<'real' | 'generated', Patch[]>> {
  const patches = open(workers, augment);
  const all = (kind: 'real' | 'generated') =>
    Promise.all(
      [0, 1].flatMap((epoch) =>
        Array.from({ length: patches[kind].count }, (_, i) =>
          patches[kind].patch(i, new Random(3, kind, epoch, i)),
        ),
      ),
    );
  try {
    return { real: await all('real'), generated: await all('generated') };
  } finally {
    await patches.close();
  }
}

test.each(['published', 'strong'] as const)(
  'patches of a training (%s) are those of whole pictures, with any number of threads',
  async (augment) => {
    const here = await draw(1, augment);
    const whole = realPatches(new RealSplit(samples), SIZE, augment);
    for (const [at, patch] of here.real.entries()) {
      const [epoch, i] = [Math.floor(at / samples.length), at % samples.length];
      const expected = await whole.patch(i, new Random(3, 'real', epoch, i));
      expect(patch.image).toEqual(expected.image);
      expect(patch).toMatchObject({ pose: expected.pose, joints2d: expected.joints2d });
    }
    expect(here.real[0].image).not.toEqual(here.real[samples.length].image);
    expect(here.generated).toHaveLength(2 * conditions.length);
    expect(await draw(2, augment)).toEqual(here);
    expect(await draw(4, augment)).toEqual(here);
  },
);

test('a generated picture is shown to its edge and no further', async () => {
  const patches = open(1, 'strong');
  const { joints2d } = await patches.generated.patch(0, null);
  const { camera, joints, box } = conditions[0];
  const x = (camera.fx * joints[0]) / joints[2] + camera.cx;
  expect(joints2d[0]).toBeCloseTo((x - box[0]) / box[2], 5);
});

test('training makes the same weights however many threads load, stopped and resumed or not', async () => {
  const train = async (name: string, workers: number, stopAfter = Number.POSITIVE_INFINITY) => {
    const network = createNetwork('mobrecon-s', hand, SIZE, 3);
    const controller = new AbortController();
    const { real, generated, close } = open(workers, 'strong');
    try {
      await trainReconstruction({
        network,
        hand,
        real,
        synthetic: generated,
        options: { images: 16, batch: 4, seed: 5, syntheticDecay: 'linear', checkpointEvery: 100 },
        folder: join(folder, name),
        signal: controller.signal,
        onStep: (step) => {
          if (step >= stopAfter) controller.abort();
        },
      });
      const path = join(folder, name, 'network.safetensors');
      saveNetwork(path, 'mobrecon-s', network, hand);
      return readFileSync(path);
    } finally {
      network.dispose();
      await close();
    }
  };
  const alone = await train('alone', 1);
  expect((await train('three', 4)).equals(alone)).toBe(true);
  expect((await train('resumed', 3, 2)).equals(alone)).toBe(false);
  expect((await train('resumed', 2)).equals(alone)).toBe(true);
});
