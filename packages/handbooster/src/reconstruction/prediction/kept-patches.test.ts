import { Random } from '@handbooster/torch';
import { expect, test } from 'vitest';
import type { Patch } from '../patches/patch-source.js';
import { keptPatches } from './kept-patches.js';

const patchOf = (index: number): Patch => ({
  image: Float32Array.of(index),
  joints2d: new Float32Array(42),
  pose: new Float32Array(48),
  betas: new Float32Array(10),
});

test('a patch as it is is made once; an augmented one, and one that failed, anew', async () => {
  const made: number[] = [];
  let broken = true;
  const source = keptPatches({
    count: 3,
    async patch(index) {
      made.push(index);
      if (index === 2 && broken) throw new Error('damaged');
      return patchOf(index);
    },
  });
  expect(source.count).toBe(3);
  for (let look = 0; look < 3; look++) {
    for (const index of [0, 1]) expect((await source.patch(index, null)).image[0]).toBe(index);
  }
  expect(made).toEqual([0, 1]);
  await source.patch(0, new Random(1));
  await source.patch(0, new Random(1));
  expect(made).toEqual([0, 1, 0, 0]);
  await expect(source.patch(2, null)).rejects.toThrow('damaged');
  broken = false;
  expect((await source.patch(2, null)).image[0]).toBe(2);
});
