import { Random } from '@handbooster/torch';
import { expect, it } from 'vitest';
import { RotationTree } from './rotation-tree.js';

/** The same products in the same order: to the last bit. */
function bruteForce(all: readonly ArrayLike<number>[], q: ArrayLike<number>): number {
  let largest = 0;
  for (const p of all) {
    largest = Math.max(largest, Math.abs(q[0] * p[0] + q[1] * p[1] + q[2] * p[2] + q[3] * p[3]));
  }
  return largest;
}

it.each([0, 1, 12, 13, 500, 4000, 21_000])('finds the nearest of %i rotations', async (count) => {
  const random = new Random('rotation-tree', count);
  const all = Array.from({ length: count }, () => Float32Array.from(random.quaternion()));
  // Many equal ones, a whole plane of them, and both signs.
  for (let i = 0; i + 40 < count; i += 50) for (let k = 1; k < 10; k++) all[i + k] = all[i].map((v) => -v);
  for (let i = 20; i < count; i += 50) all[i] = Float32Array.of(0, Math.cos(i), Math.sin(i), 0);
  const tree = await RotationTree.of(all);
  for (let k = 0; k < 100; k++) {
    const q = k % 4 === 0 && count > 0 ? all[random.integer(count)] : random.quaternion();
    expect(tree.largestCosine(q)).toBe(bruteForce(all, q));
  }
});
