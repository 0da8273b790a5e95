import { quantileOf } from './quantile-of.js';

/** Median of numbers, the mean of the middle two where they are even in number; NaN of none. */
export function median(values: readonly number[]): number {
  return values.length === 0 ? Number.NaN : quantileOf(values, 0.5);
}

/** The middle one of numbers, the upper of two: one that is among them. Undefined of none. */
export function upperMedian(values: ArrayLike<number>): number | undefined {
  return Float64Array.from(values).sort()[values.length >> 1];
}
