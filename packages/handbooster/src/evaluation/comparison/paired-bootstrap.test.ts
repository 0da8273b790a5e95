import { describe, expect, it } from 'vitest';
import { InputError } from '../../base/errors/input-error.js';
import { type PairedError, pairedBootstrap } from './paired-bootstrap.js';

/** Errors whose differences are given as [seed][sequence][sample]. */
function errorsOf(differences: readonly (readonly (readonly number[])[])[]): PairedError[] {
  return differences.flatMap((sequences, seed) =>
    sequences.flatMap((samples, q) =>
      samples.map((difference, i) => ({
        seed: seed + 1,
        sequence: `sequence-${q}`,
        before: 10 + i,
        after: 10 + i + difference,
      })),
    ),
  );
}

/** Every equally likely resampling, by brute force. */
function exact(differences: readonly (readonly (readonly number[])[])[]): number[] {
  const [seeds, sequences] = [differences.length, differences[0].length];
  const choices = (n: number, k: number): number[][] =>
    k === 0 ? [[]] : choices(n, k - 1).flatMap((head) => Array.from({ length: n }, (_, i) => [...head, i]));
  return choices(seeds, seeds)
    .flatMap((chosen) =>
      choices(sequences, sequences).map((drawn) => {
        const all = chosen.flatMap((s) => drawn.flatMap((q) => differences[s][q]));
        return all.reduce((sum, x) => sum + x, 0) / all.length;
      }),
    )
    .sort((a, b) => a - b);
}

/** Four standard errors of a share that is counted in so many draws. */
const slack = (share: number, draws: number) => 4 * Math.sqrt((share * (1 - share)) / draws);
const quantile = (sorted: number[], share: number) =>
  sorted[Math.min(sorted.length - 1, Math.max(0, Math.round(share * (sorted.length - 1))))];

describe('the paired bootstrap', () => {
  const draws = 20_000;
  const differences = [
    [[-1.2, -0.4, 0.3], [0.9], [-2.0, -1.1, -0.2]],
    [[-0.6, 0.1, 0.7], [1.4], [-1.3, -0.9, -0.4]],
  ];

  it('agrees with every resampling of two seeds and three sequences of unequal length', () => {
    const result = pairedBootstrap(errorsOf(differences), { draws });
    const all = exact(differences);
    expect(all).toHaveLength(2 ** 2 * 3 ** 3);
    for (const [found, share] of [
      [result.low, 0.025],
      [result.high, 0.975],
    ]) {
      expect(found).toBeGreaterThanOrEqual(quantile(all, share - slack(share, draws)) - 1e-9);
      expect(found).toBeLessThanOrEqual(quantile(all, share + slack(share, draws)) + 1e-9);
    }
    const above = all.filter((x) => x >= 0).length / all.length;
    expect(Math.abs(result.p - 2 * above)).toBeLessThan(2 * slack(above, draws));
    const flat = differences.flat(2);
    expect(result.difference).toBeCloseTo(flat.reduce((a, b) => a + b) / flat.length, 12);
    expect(result).toMatchObject({ seeds: 2, sequences: 3, samples: 14 });
  });

  it('is the binomial distribution where sequences gain or lose one', () => {
    const n = 40;
    const losing = 12;
    const result = pairedBootstrap(errorsOf([Array.from({ length: n }, (_, q) => [q < losing ? 1 : -1])]), {
      draws,
    });
    // The mean of a resampling is (2 B - n) / n with B ~ Binomial(n, losing / n).
    const share = losing / n;
    let mass = (1 - share) ** n;
    const cumulative = [mass];
    for (let k = 1; k <= n; k++) {
      mass *= ((n - k + 1) / k) * (share / (1 - share));
      cumulative.push(cumulative[k - 1] + mass);
    }
    const between = (found: number, level: number) => {
      const low = cumulative.findIndex((c) => c >= level - slack(level, draws));
      const high = cumulative.findIndex((c) => c >= level + slack(level, draws));
      expect(found).toBeGreaterThanOrEqual((2 * low - n) / n);
      expect(found).toBeLessThanOrEqual((2 * high - n) / n);
    };
    between(result.low, 0.025);
    between(result.high, 0.975);
    expect(Math.abs(result.p - 2 * (1 - cumulative[n / 2 - 1]))).toBeLessThan(2 * slack(0.01, draws));
  });

  it('is wider for samples of few sequences than for as many of their own', () => {
    // Eight samples a sequence that all say the same: what counts is the number of sequences.
    const values = [-3, 2, -1, 1, -2, 0.5];
    const few = pairedBootstrap(errorsOf([values.map((x) => new Array(8).fill(x))]));
    const many = pairedBootstrap(errorsOf([values.flatMap((x) => new Array(8).fill([x]))]));
    const ratio = (few.high - few.low) / (many.high - many.low);
    // Both widths go with one over the root of the number of sequences: the root of 8, within a tenth for
    // 10,000 draws.
    expect(Math.abs(ratio / Math.sqrt(8) - 1)).toBeLessThan(0.1);
  });

  it('takes the spread of seeds into account', () => {
    const sequences = Array.from({ length: 30 }, () => [0]);
    const steady = pairedBootstrap(errorsOf([sequences.map(() => [-1]), sequences.map(() => [-1])]));
    const unsteady = pairedBootstrap(errorsOf([sequences.map(() => [1]), sequences.map(() => [-3])]));
    expect([steady.low, steady.high]).toEqual([-1, -1]);
    // One seed twice with probability 1/4 each way: the interval of 95 % reaches both.
    expect([unsteady.low, unsteady.high]).toEqual([-3, 1]);
  });

  it('gives the same interval again and names what is missing', () => {
    const errors = errorsOf(differences);
    expect(pairedBootstrap(errors)).toEqual(pairedBootstrap([...errors].reverse()));
    const lacking = errors.filter(({ seed, sequence }) => seed !== 2 || sequence !== 'sequence-1');
    expect(() => pairedBootstrap(lacking)).toThrow(/sequence-1 has no samples under seed 2/);
    expect(() => pairedBootstrap([])).toThrow(InputError);
    expect(() => pairedBootstrap([{ ...errors[0], after: Number.NaN }])).toThrow(/expected finite errors/);
  });
});
