/** Texels along each side of a tile, and its binary logarithm. */
const TILE = 4;
const SHIFT = 2;

/**
 * The greatest and the least nearness within some texels of each tile of a shadow map: most points are
 * plainly in the light or plainly in the shade, which these two numbers tell.
 */
export class NearnessTiles {
  /** One number a tile, for the tile and all within reach of it. */
  readonly nearest: Float32Array;
  readonly farthest: Float32Array;
  readonly #size: number;
  readonly #across: number;
  readonly #scratch: Float32Array;

  /** @param size texels along each side of the map */
  constructor(size: number) {
    this.#size = size;
    this.#across = Math.ceil(size / TILE);
    this.nearest = new Float32Array(this.#across * this.#across);
    this.farthest = new Float32Array(this.#across * this.#across);
    this.#scratch = new Float32Array(this.#across * this.#across);
  }

  /** Tile of texel coordinates that lie in the map. */
  at(u: number, v: number): number {
    return ((v + 0.5) >> SHIFT) * this.#across + ((u + 0.5) >> SHIFT);
  }

  /** @param nearness (size, size) of the map; @param reach texels */
  update(nearness: Float32Array, reach: number): void {
    const { nearest, farthest } = this;
    const size = this.#size;
    const across = this.#across;
    nearest.fill(Number.NEGATIVE_INFINITY);
    farthest.fill(Number.POSITIVE_INFINITY);
    for (let y = 0, i = 0; y < size; y++) {
      const row = (y >> SHIFT) * across;
      for (let x = 0; x < size; x++, i++) {
        const tile = row + (x >> SHIFT);
        const value = nearness[i];
        if (value > nearest[tile]) nearest[tile] = value;
        if (value < farthest[tile]) farthest[tile] = value;
      }
    }
    const tiles = Math.ceil(reach / TILE);
    spread(nearest, this.#scratch, across, tiles, 1);
    spread(farthest, this.#scratch, across, tiles, -1);
  }
}

/** The greatest (sign 1) or least (-1) number within `reach` entries along both axes, in place. */
function spread(
  values: Float32Array,
  scratch: Float32Array,
  across: number,
  reach: number,
  sign: number,
): void {
  for (let axis = 0; axis < 2; axis++) {
    const step = axis === 0 ? 1 : across;
    const line = axis === 0 ? across : 1;
    for (let a = 0; a < across; a++) {
      for (let b = 0; b < across; b++) {
        const from = Math.max(0, b - reach);
        const to = Math.min(across - 1, b + reach);
        let best = values[a * line + from * step];
        for (let k = from + 1; k <= to; k++) {
          const value = values[a * line + k * step];
          if (sign * value > sign * best) best = value;
        }
        scratch[a * line + b * step] = best;
      }
    }
    values.set(scratch);
  }
}
