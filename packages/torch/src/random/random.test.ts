import { describe, expect, it } from 'vitest';
import { fnv1a, Random } from './random.js';

describe('Random', () => {
  it('is Philox4x32-10: the known answer for the zero counter and the zero key', () => {
    // Random123's kat_vectors, first row of philox4x32-10: counter 0, key 0. Keys come from FNV-1a, so the
    // function is reached through a name whose two hashes are known instead of through a zero key.
    const reference = (key0: number, key1: number) =>
      philoxWithBigInt([0n, 0n, 0n, 0n], [BigInt(key0), BigInt(key1)]);
    expect(philoxWithBigInt([0n, 0n, 0n, 0n], [0n, 0n])).toEqual([
      0x6627e8d5n,
      0xe169c58dn,
      0xbc57ac4cn,
      0x9b00dbd8n,
    ]);
    const random = new Random('kat');
    const expected = reference(fnv1a('skat', 0x811c9dc5), fnv1a('skat', 0x9dc5811c));
    expect([0, 1, 2, 3].map(() => BigInt(random.uint32()))).toEqual(expected);
  });

  it('gives the same numbers for the same names and others for other names', () => {
    const draw = (random: Random) => Array.from({ length: 8 }, () => random.uint32());
    expect(draw(new Random(1, 'a', 2))).toEqual(draw(new Random(1, 'a').fork(2)));
    expect(draw(new Random(1, 23))).not.toEqual(draw(new Random(12, 3)));
    expect(draw(new Random('1'))).not.toEqual(draw(new Random(1)));
  });

  it('has the moments of the uniform and of the normal distribution', () => {
    const n = 200_000;
    const uniform = new Random('u').fillUniform(new Float64Array(n));
    const normal = new Random('n').fillNormal(new Float64Array(n));
    const mean = (x: Float64Array, power: number) => x.reduce((s, v) => s + v ** power, 0) / n;
    expect(mean(uniform, 1)).toBeCloseTo(1 / 2, 2);
    expect(mean(uniform, 2)).toBeCloseTo(1 / 3, 2);
    expect(mean(normal, 1)).toBeCloseTo(0, 1);
    expect(mean(normal, 2)).toBeCloseTo(1, 1);
    expect(Math.abs(mean(normal, 4) - 3)).toBeLessThan(0.1);
  });

  it('draws integers without bias and refuses a bad count', () => {
    const counts = [0, 0, 0];
    const random = new Random('i');
    for (let i = 0; i < 30_000; i++) counts[random.integer(3)]++;
    // Chi-square with 2 degrees of freedom: 13.8 is passed once in a thousand.
    const chiSquare = counts.reduce((s, c) => s + (c - 10_000) ** 2 / 10_000, 0);
    expect(chiSquare).toBeLessThan(13.8);
    expect(() => random.integer(0)).toThrow(/count/);
  });

  it('draws by weight and refuses weights that are no distribution', () => {
    const random = new Random('w');
    const counts = [0, 0, 0];
    for (let i = 0; i < 20_000; i++) counts[random.weighted([1, 0, 3])]++;
    expect(counts[1]).toBe(0);
    expect(counts[2] / 20_000).toBeCloseTo(0.75, 1);
    expect(() => random.weighted([0, 0])).toThrow(/zero/);
    expect(() => random.weighted([1, Number.NaN])).toThrow(/weight 1/);
  });

  it('shuffles into a permutation', () => {
    const shuffled = new Random('s').shuffle(Uint32Array.from({ length: 100 }, (_, i) => i));
    expect([...shuffled]).not.toEqual([...shuffled].sort((a, b) => a - b));
    expect([...shuffled].sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, i) => i));
  });
});

/** The same cipher in big integers, written straight from the paper's round function. */
function philoxWithBigInt(counter: bigint[], key: bigint[]): bigint[] {
  const mask = 0xffffffffn;
  let [c0, c1, c2, c3] = counter;
  let [k0, k1] = key;
  for (let round = 0; round < 10; round++) {
    const p0 = 0xd2511f53n * c0;
    const p1 = 0xcd9e8d57n * c2;
    [c0, c1, c2, c3] = [(p1 >> 32n) ^ c1 ^ k0, p1 & mask, (p0 >> 32n) ^ c3 ^ k1, p0 & mask];
    k0 = (k0 + 0x9e3779b9n) & mask;
    k1 = (k1 + 0xbb67ae85n) & mask;
  }
  return [c0, c1, c2, c3];
}
