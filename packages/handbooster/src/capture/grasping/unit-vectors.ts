/** Three-vectors as lists of numbers; `unit` leaves a zero vector as it is. */
export function unit(a: readonly number[]): number[] {
  const length = Math.hypot(...a) || 1;
  return a.map((v) => v / length);
}

/** The part of `v` square to the unit vector `to`, made unit length. */
export function square(v: readonly number[], to: readonly number[]): number[] {
  const along = dot(v, to);
  return unit(v.map((x, k) => x - along * to[k]));
}

export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

export function cross(a: readonly number[], b: readonly number[]): number[] {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}
