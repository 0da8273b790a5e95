import { InputError } from '../../base/errors/input-error.js';

/** A distribution of numbers, as shares of equal intervals. */
export interface Histogram {
  low: number;
  high: number;
  /** Share of each interval of low ... high; they sum to 1, or are all 0 where there was nothing to count. */
  shares: number[];
  /** Of the values themselves, not of the intervals; null where there was nothing to count. */
  mean: number | null;
  /**
   * Entropy of the shares in bits: 0 when all lies in one interval, log2(number of intervals) when it is
   * even.
   */
  entropy: number;
}

/**
 * Histogram of values that count as much as their weights. A value at or past an end falls into the interval
 * there.
 *
 * @param weights one for each value; all alike when left out
 */
export function weightedHistogram(
  values: ArrayLike<number>,
  { low, high, bins }: { low: number; high: number; bins: number },
  weights?: ArrayLike<number>,
): Histogram {
  if (!Number.isInteger(bins) || bins < 1) throw new InputError(`bins: expected at least 1, found ${bins}`);
  if (!(high >= low)) throw new InputError(`histogram: expected low <= high, found ${low} and ${high}`);
  const shares = new Array<number>(bins).fill(0);
  let total = 0;
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    const weight = weights === undefined ? 1 : weights[i];
    const place = high > low ? Math.floor(((values[i] - low) / (high - low)) * bins) : 0;
    shares[Math.min(bins - 1, Math.max(0, place))] += weight;
    total += weight;
    sum += weight * values[i];
  }
  if (total === 0) return { low, high, shares, mean: null, entropy: 0 };
  for (let k = 0; k < bins; k++) shares[k] /= total;
  const entropy = shares.reduce((bits, share) => (share > 0 ? bits - share * Math.log2(share) : bits), 0);
  return { low, high, shares, mean: sum / total, entropy };
}
