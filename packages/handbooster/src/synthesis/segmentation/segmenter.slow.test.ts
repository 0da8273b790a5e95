import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { io, memory, Random, setThreads } from '@handbooster/torch';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { maskAgreement, predictMasks } from './mask-agreement.js';
import { Segmenter } from './segmenter.js';
import { loadSegmenter, saveSegmenter } from './segmenter-file.js';
import { type SegmentedImage, trainSegmenter } from './train-segmenter.js';

let folder: string;
beforeAll(() => {
  setThreads(1);
  folder = mkdtempSync(join(tmpdir(), 'segmenter-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const SIDE = 32;

/**
 * A skin-coloured disc (the hand) beside or over a square of any other colour (the object), on a mottled
 * ground.
 */
function picture(index: number): SegmentedImage {
  const random = new Random(7, 'toy', index);
  const image = new Uint8Array(3 * SIDE * SIDE);
  const labels = new Uint8Array(SIDE * SIDE);
  const disc = [random.uniform(8, 24), random.uniform(8, 24), random.uniform(5, 8)];
  const square = [random.uniform(4, 20), random.uniform(4, 20), random.uniform(6, 11)];
  const skin = [200, 150, 125].map((c) => c + random.uniform(-25, 25));
  const thing = [40, random.uniform(60, 200), random.uniform(120, 230)];
  const ground = random.uniform(60, 200);
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      const i = y * SIDE + x;
      const inside = x > square[0] && x < square[0] + square[2] && y > square[1] && y < square[1] + square[2];
      labels[i] = Math.hypot(x - disc[0], y - disc[1]) < disc[2] ? 1 : inside ? 2 : 0;
      const color = [[ground, ground, ground], skin, thing][labels[i]];
      for (let k = 0; k < 3; k++) {
        image[3 * i + k] = Math.min(255, Math.max(0, color[k] + random.normal(0, 8)));
      }
    }
  }
  return { image, labels };
}

describe('a segmenter', () => {
  test('learns where things are, and disagrees with masks of other pictures', async () => {
    const before = memory().tensors;
    const images = Array.from({ length: 60 }, (_, i) => picture(i));
    const heldOut = Array.from({ length: 24 }, (_, i) => picture(1000 + i));
    const losses: number[] = [];
    const segmenter = (await trainSegmenter(images, {
      steps: 90,
      batch: 16,
      seed: 1,
      onStep: (_, __, loss) => losses.push(loss),
    })) as Segmenter;
    expect(losses[89]).toBeLessThan(0.5 * losses[0]);
    const found = predictMasks(
      segmenter,
      heldOut.map(({ image }) => image),
    );
    const mean = (agreements: { hand: number; object: number }[], key: 'hand' | 'object') =>
      agreements.reduce((sum, agreement) => sum + agreement[key], 0) / agreements.length;
    const right = found.map((mask, i) => maskAgreement(mask, heldOut[i].labels));
    const wrong = found.map((mask, i) => maskAgreement(mask, heldOut[(i + 1) % heldOut.length].labels));
    expect(mean(right, 'hand')).toBeGreaterThan(0.7);
    expect(mean(right, 'object')).toBeGreaterThan(0.6);
    expect(mean(wrong, 'hand')).toBeLessThan(0.5 * mean(right, 'hand'));
    expect(mean(wrong, 'object')).toBeLessThan(0.5 * mean(right, 'object'));
    // A picture's mask does not depend on what else is asked for.
    expect(predictMasks(segmenter, [heldOut[5].image])[0]).toEqual(found[5]);

    const path = join(folder, 'segmenter.safetensors');
    saveSegmenter(path, segmenter);
    const again = loadSegmenter(path);
    expect(predictMasks(again, [heldOut[3].image])[0]).toEqual(found[3]);
    again.dispose();
    segmenter.dispose();
    expect(memory().tensors).toBe(before);
  });

  test('the same seed gives the same segmenter; a signal stops it', async () => {
    const images = Array.from({ length: 6 }, (_, i) => picture(i));
    const run = async (seed: number) => {
      const losses: number[] = [];
      const options = {
        steps: 4,
        batch: 4,
        onStep: (_: number, __: number, loss: number) => losses.push(loss),
      };
      (await trainSegmenter(images, { ...options, seed }))?.dispose();
      return losses;
    };
    const first = await run(3);
    expect(await run(3)).toEqual(first);
    expect(await run(4)).not.toEqual(first);
    expect(await trainSegmenter(images, { signal: AbortSignal.abort() })).toBeNull();
  });

  test('is small, and refuses what does not fit', async () => {
    const segmenter = new Segmenter();
    expect(segmenter.parameterCount()).toBeLessThan(300_000);
    segmenter.dispose();
    await expect(trainSegmenter([])).rejects.toThrow('no labelled images');
    const odd = { image: new Uint8Array(300), labels: new Uint8Array(100) };
    await expect(trainSegmenter([odd])).rejects.toThrow(
      'image 0: expected a square of 10 pixels, a multiple of 8',
    );
    const path = join(folder, 'other.safetensors');
    io.writeSafetensors(path, new Map(), { format: 'else' });
    expect(() => loadSegmenter(path)).toThrow('expected "handbooster-segmenter", found else');
  });
});

test('agreement is the intersection over the union, 1 for what is hardly there', () => {
  const mask = (...values: number[]) => Uint8Array.from({ length: 100 }, (_, i) => values[i] ?? 0);
  const expected = mask(1, 1, 1, 1, 2, 2);
  const found = mask(1, 1, 0, 0, 1, 2);
  // Hand: 2 of 5. Two pixels of object are under three in a hundred.
  expect(maskAgreement(found, expected)).toEqual({ hand: 2 / 5, object: 1 });
});
