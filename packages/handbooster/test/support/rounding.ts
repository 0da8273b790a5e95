import type { Tensor } from '@handbooster/torch';
import { expect } from 'vitest';

/** Half a unit in the last place of float32, relative. */
const UNIT = 2 ** -24;

/**
 * How many times our own error two correct float32 programs may lie apart. Each is off the exact result by
 * rounding alone, and how far depends on the order in which sums are taken: with 4 lanes instead of 16 the
 * root of a sum's squared errors doubles, without fused multiplication it grows by the root of two, and the
 * largest of two samples of errors may differ by another factor of two. That is 2 x 1.4 x 2 = 5.7, of one
 * program; and the exact result is not quite exact either.
 */
const ROOM = 8;

/**
 * The most of a result's largest value that float32 may cost before the program, not rounding, is at fault:
 * eight of its 24 bits must stand. Deep networks with large gains keep ten to fourteen.
 */
const MOST = 2 ** -8;

/** The same quantity from one program in float32 and in float64, from equal weights and inputs. */
export interface TwoPrecisions {
  single: Tensor;
  double: Tensor;
}

export interface RoundingLimit {
  /** The exact values, as far as float64 has them. */
  exact: Float64Array;
  /** The most that one value of another float32 program may be off. */
  each: number;
  /** The same for the mean and the standard deviation over all values, and as a share of the norm of all. */
  average: number;
}

/**
 * What float32 can promise for a result: not a number seen on one processor but a multiple of the error that
 * this run has here, measured against float64. A processor that adds in another order has another error and
 * so another limit.
 */
export function roundingLimit({ single, double }: TwoPrecisions, what = ''): RoundingLimit {
  const exact = Float64Array.from(double.toNumbers());
  const found = single.toFloat32();
  expect(found.length, what).toBe(exact.length);
  let [largest, worst, squares, size] = [0, 0, 0, 0];
  for (let i = 0; i < exact.length; i++) {
    const error = Math.abs(found[i] - exact[i]);
    largest = Math.max(largest, Math.abs(exact[i]));
    worst = error > worst || Number.isNaN(error) ? error : worst;
    squares += error ** 2;
    size += exact[i] ** 2;
  }
  expect(worst, `${what}: error of float32`).toBeLessThanOrEqual(MOST * largest);
  // Values that are only moved about have no error here, and one rounding where they are recorded.
  return {
    exact,
    each: ROOM * Math.max(worst, UNIT * largest),
    average: ROOM * Math.max(Math.sqrt(squares / exact.length), UNIT * Math.sqrt(size / exact.length)),
  };
}

/** Runs a program in float32 and in float64 and pairs what it gives by name. */
export function inTwoPrecisions(
  program: (dtype: 'float32' | 'float64') => Iterable<readonly [string, Tensor]>,
): Record<string, TwoPrecisions> {
  const single = new Map(program('float32'));
  const pairs = [...program('float64')].map(([name, double]) => {
    return [name, { single: single.get(name) as Tensor, double }] as const;
  });
  return Object.fromEntries(pairs);
}
