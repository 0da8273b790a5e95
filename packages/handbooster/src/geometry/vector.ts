/** Three-vectors as plain numbers, for set-up code (the optimiser's loops are written out). */
export type Vector = [number, number, number];

/** The vector at `offset` of a longer array. */
export function vectorAt(a: ArrayLike<number>, offset: number): Vector {
  return [a[offset], a[offset + 1], a[offset + 2]];
}

export function add(a: Vector, b: Vector): Vector {
  return [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
}

export function subtract(a: Vector, b: Vector): Vector {
  return [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
}

export function scale(a: Vector, factor: number): Vector {
  return [a[0] * factor, a[1] * factor, a[2] * factor];
}

export function dot(a: Vector, b: Vector): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

export function cross(a: Vector, b: Vector): Vector {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

export function length(a: Vector): number {
  return Math.sqrt(dot(a, a));
}

/** Unit vector along `a`; throws on a zero vector. */
export function unit(a: Vector): Vector {
  const size = length(a);
  if (!(size > 1e-12)) throw new RangeError('unit: expected a vector longer than zero');
  return scale(a, 1 / size);
}

/** The part of `a` at right angles to the unit vector `axis`, made unit length. */
export function perpendicular(a: Vector, axis: Vector): Vector {
  return unit(subtract(a, scale(axis, dot(a, axis))));
}
