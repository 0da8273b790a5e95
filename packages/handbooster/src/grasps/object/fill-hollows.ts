import type { DistanceField } from '../../geometry/distance/distance-field.js';

export interface FillHollowsOptions {
  /** Hollows that a ball of this radius does not enter are filled, metres; less than the grid's padding. */
  radius: number;
  /** Least volume filled, as a share of the solid's, to be worth another field. */
  share: number;
}

/** 3.5 cm: about half the width of a fist. A mug's inside and its handle are filled, a bowl is not. */
export const FILL_HOLLOWS_DEFAULTS: FillHollowsOptions = { radius: 0.035, share: 0.3 };

/**
 * The solid with hollows filled that are too narrow for a hand: the morphological closing by a ball, on the
 * same grid. Null where that adds little. Grown by r the solid is where d <= r; shrunk again, its distance at
 * x is r - |x - nearest point with d > r|.
 */
export function fillHollows(
  field: DistanceField,
  options: Partial<FillHollowsOptions> = {},
): DistanceField | null {
  const { radius, share } = { ...FILL_HOLLOWS_DEFAULTS, ...options };
  const { size, cell, values } = field;
  const squared = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) squared[i] = values[i] > radius ? 0 : Infinity;
  const strides = [size[1] * size[2], size[2], 1];
  for (let axis = 0; axis < 3; axis++) {
    const [a, b] = [0, 1, 2].filter((other) => other !== axis);
    for (let i = 0; i < size[a]; i++) {
      for (let j = 0; j < size[b]; j++) {
        transformLine(squared, i * strides[a] + j * strides[b], strides[axis], size[axis]);
      }
    }
  }
  const out = new Float32Array(values.length);
  let before = 0;
  let after = 0;
  for (let i = 0; i < values.length; i++) {
    // Distances to nodes are up to a cell too long or short: a cell less is filled, and convex parts stay as
    // they are.
    out[i] = Math.min(values[i], radius - Math.sqrt(squared[i]) * cell + cell);
    if (values[i] < 0) before++;
    if (out[i] < 0) after++;
  }
  return after - before > share * before ? { size, cell, origin: field.origin, values: out } : null;
}

/**
 * Lower envelope of parabolas along one line (Felzenszwalb and Huttenlocher 2012): exact squared distances in
 * cells.
 */
function transformLine(values: Float64Array, start: number, stride: number, count: number): void {
  const line = new Float64Array(count);
  for (let i = 0; i < count; i++) line[i] = values[start + i * stride];
  const places = new Int32Array(count);
  const borders = new Float64Array(count + 1);
  let last = -1;
  for (let i = 0; i < count; i++) {
    if (line[i] === Infinity) continue;
    let border = -Infinity;
    while (last >= 0) {
      const p = places[last];
      border = (line[i] + i * i - line[p] - p * p) / (2 * (i - p));
      if (border > borders[last]) break;
      last--;
      border = -Infinity;
    }
    last++;
    places[last] = i;
    borders[last] = border;
    borders[last + 1] = Infinity;
  }
  if (last < 0) return;
  let k = 0;
  for (let i = 0; i < count; i++) {
    while (k < last && borders[k + 1] < i) k++;
    values[start + i * stride] = (i - places[k]) ** 2 + line[places[k]];
  }
}
