import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Random } from '@handbooster/torch';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InputError } from '../../base/errors/input-error.js';
import { decodeImage } from '../images/decode-image.js';
import type { Sample } from '../sample/sample.js';
import { PatchLoader } from './patch-loader.js';

const folder = mkdtempSync(join(tmpdir(), 'patch-loader-'));
const random = new Random('patch-loader');
const samples: Sample[] = Array.from({ length: 6 }, (_, i) => ({
  id: `${i}`,
  dataset: 'test',
  subject: 'a',
  sequence: 'b',
  frame: i,
  view: 'c',
  image: { path: join(folder, `${i}.jpg`), mirrored: i % 2 === 1 },
  camera: { fx: 150, fy: 150, cx: 79.5, cy: 59.5, width: 160, height: 120 },
  hand: {
    side: 'right',
    pose: random.fillNormal(new Float32Array(48)),
    betas: new Float32Array(10),
    translation: new Float32Array(3),
    modelHash: null,
  },
  joints: Float32Array.from({ length: 63 }, (_, k) => (k % 3 === 2 ? 0.5 : random.uniform(-0.08, 0.08))),
  objects: [],
  grasped: -1,
  segmentation: null,
}));

beforeAll(async () => {
  for (const { image } of samples) {
    const pixels = new Uint8Array(160 * 120 * 3).map(() => random.integer(256));
    const jpeg = await sharp(pixels, { raw: { width: 160, height: 120, channels: 3 } })
      .jpeg()
      .toBuffer();
    writeFileSync(image.path, jpeg);
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

const draw = (loader: PatchLoader, order: number[]) =>
  Promise.all(order.map((index) => loader.patch(index, new Random(7, 'epoch', 3, index))));

describe('PatchLoader', () => {
  it('gives the same patches with and without threads, in any order', async () => {
    const here = new PatchLoader(samples, { size: 32, workers: 0 });
    const threads = new PatchLoader(samples, { size: 32, workers: 2 });
    try {
      const order = [0, 1, 2, 3, 4, 5];
      const expected = await draw(here, order);
      expect(await draw(threads, order)).toEqual(expected);
      const backwards = await draw(threads, order.toReversed());
      expect(backwards.toReversed()).toEqual(expected);
      // The augmentation really changes patches.
      expect((await threads.patch(0, null)).image).not.toEqual(expected[0].image);
      expect(threads.count).toBe(6);
    } finally {
      await threads.close();
    }
  });

  it('mirrors pictures whose labels were mirrored', async () => {
    const loader = new PatchLoader(samples, { size: 32, workers: 0 });
    const patch = await loader.patch(1, null);
    const { pixels } = await decodeImage(samples[1].image); // mirrored pixels
    // A pixel of the crop is the (bilinear) one of the mirrored picture: compare at a whole source position.
    const [x, y] = [16, 16];
    const sourceX = (x - patch.map[2]) / patch.map[0];
    const sourceY = (y - patch.map[5]) / patch.map[4];
    const [left, top] = [Math.floor(sourceX), Math.floor(sourceY)];
    const corners = [0, 1].flatMap((dy) =>
      [0, 1].map((dx) => pixels[3 * ((top + dy) * 160 + left + dx)] / 255),
    );
    expect(patch.image[y * 32 + x]).toBeGreaterThanOrEqual(Math.min(...corners) - 0.01);
    expect(patch.image[y * 32 + x]).toBeLessThanOrEqual(Math.max(...corners) + 0.01);
    const [fx, fy] = [sourceX - left, sourceY - top];
    const blended =
      (1 - fy) * ((1 - fx) * corners[0] + fx * corners[1]) + fy * ((1 - fx) * corners[2] + fx * corners[3]);
    expect(patch.image[y * 32 + x]).toBeCloseTo(blended, 1);
  });

  it('names the picture at fault and goes on', async () => {
    const broken = samples.map((sample, i) =>
      i === 2 ? { ...sample, image: { path: join(folder, 'none.jpg'), mirrored: false } } : sample,
    );
    const loader = new PatchLoader(broken, { size: 16, workers: 1 });
    try {
      const error = await loader.patch(2, null).catch((caught) => caught);
      expect(error).toBeInstanceOf(InputError);
      expect(error.message).toMatch(/none\.jpg: image is missing/);
      expect((await loader.patch(3, null)).image.length).toBe(3 * 16 * 16);
      await expect(loader.patch(9, null)).rejects.toThrow(/expected an index in 0 \.\.\. 5, found 9/);
    } finally {
      await loader.close();
    }
  });

  it('gives up what is waited for when it is closed', async () => {
    const loader = new PatchLoader(samples, { size: 16, workers: 1 });
    const waiting = loader.patch(0, null);
    const outcome = expect(waiting).rejects.toThrow(/the pool was closed/);
    await loader.close();
    await outcome;
  });
});
