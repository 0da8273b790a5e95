/**
 * The distinct faces seen in each pixel of a row of a supersampled picture, so that each is shaded once
 * however many of the samples it covers (multisampling). In order of pixels.
 */
export class RowFragments {
  /** The pixel's column at the final size. */
  readonly column: Int32Array;
  /** Number of the face among the faces of all meshes. */
  readonly id: Int32Array;
  /** The share of the pixel that it covers, 0 ... 1. */
  readonly coverage: Float64Array;
  /** Middle of the covered samples, in pixels of the supersampled picture; it lies on the face. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly #factor: number;
  readonly #width: number;

  /**
   * @param factor samples along each side of a pixel
   * @param width pixels of a row at the final size
   */
  constructor(factor: number, width: number) {
    this.#factor = factor;
    this.#width = width;
    // One more, because entries are written before it is known whether they count.
    const most = factor * factor * width + 1;
    this.column = new Int32Array(most);
    this.id = new Int32Array(most);
    this.coverage = new Float64Array(most);
    this.x = new Float64Array(most);
    this.y = new Float64Array(most);
  }

  /**
   * Looks at row `y` of the final size.
   *
   * @param ids of the supersampled picture (`GBuffer.id`)
   * @param from, to first and last column of the row that are looked at
   * @returns how many fragments there are
   */
  gather(ids: Int32Array, y: number, from: number, to: number): number {
    return this.#factor === 2 ? this.#gatherFours(ids, y, from, to) : this.#gatherAny(ids, y, from, to);
  }

  /**
   * Two by two samples, the default, without a branch on which of them are alike: where faces are about as
   * large as pixels that cannot be foreseen, and took three times as long.
   */
  #gatherFours(ids: Int32Array, y: number, from: number, to: number): number {
    const { column, id, coverage, x: middleX, y: middleY } = this;
    const width = this.#width;
    const top = 4 * width * y;
    let n = 0;
    for (let x = from; x <= to; x++) {
      const first = top + 2 * x;
      const a = ids[first];
      const b = ids[first + 1];
      const c = ids[first + 2 * width];
      const d = ids[first + 2 * width + 1];
      if ((a & b & c & d) < 0) continue;
      const ab = same(a, b);
      const ac = same(a, c);
      const ad = same(a, d);
      const bc = same(b, c);
      const bd = same(b, d);
      const cd = same(c, d);
      const left = 2 * x;
      column[n] = x;
      id[n] = a;
      let covered = 1 + ab + ac + ad;
      coverage[n] = covered * 0.25;
      middleX[n] = left + (ab + ad) * SHARE[covered];
      middleY[n] = 2 * y + (ac + ad) * SHARE[covered];
      n += seen(a);
      column[n] = x;
      id[n] = b;
      covered = 1 + bc + bd;
      coverage[n] = covered * 0.25;
      middleX[n] = left + (1 + bd) * SHARE[covered];
      middleY[n] = 2 * y + (bc + bd) * SHARE[covered];
      n += seen(b) & ~ab;
      column[n] = x;
      id[n] = c;
      covered = 1 + cd;
      coverage[n] = covered * 0.25;
      middleX[n] = left + cd * 0.5;
      middleY[n] = 2 * y + 1;
      n += seen(c) & ~(ac | bc);
      column[n] = x;
      id[n] = d;
      coverage[n] = 0.25;
      middleX[n] = left + 1;
      middleY[n] = 2 * y + 1;
      n += seen(d) & ~(ad | bd | cd);
    }
    return n;
  }

  #gatherAny(ids: Int32Array, y: number, from: number, to: number): number {
    const { column, id, coverage, x: middleX, y: middleY } = this;
    const factor = this.#factor;
    const width = this.#width;
    const samples = factor * factor;
    let n = 0;
    for (let x = from; x <= to; x++) {
      const begin = n;
      for (let row = 0; row < factor; row++) {
        const first = (y * factor + row) * width * factor + x * factor;
        for (let at = 0; at < factor; at++) {
          const face = ids[first + at];
          if (face < 0) continue;
          let k = begin;
          while (k < n && id[k] !== face) k++;
          if (k === n) {
            column[n] = x;
            id[n] = face;
            coverage[n] = 0;
            middleX[n] = 0;
            middleY[n] = 0;
            n++;
          }
          coverage[k]++;
          middleX[k] += at;
          middleY[k] += row;
        }
      }
      for (let k = begin; k < n; k++) {
        middleX[k] = x * factor + middleX[k] / coverage[k];
        middleY[k] = y * factor + middleY[k] / coverage[k];
        coverage[k] /= samples;
      }
    }
    return n;
  }
}

const SHARE = Float64Array.of(0, 1, 1 / 2, 1 / 3, 1 / 4);

/** 1 for equal numbers, else 0. */
function same(a: number, b: number): number {
  const difference = a ^ b;
  return ((difference | -difference) >>> 31) ^ 1;
}

/** 0 for -1, where nothing is seen, else 1. */
function seen(id: number): number {
  return (id >>> 31) ^ 1;
}
