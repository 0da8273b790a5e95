/** Rotations of a leaf: compared one by one. */
const LEAF = 12;
/** Rotations that are sorted without a pause. */
const AT_ONCE = 20_000;
/** What a bound may lack: rotations in float32 are of length 1 to 1e-7. */
const SLACK = 1e-6;

/**
 * A k-d tree of rotations: which of many is nearest, in a few hundred comparisons. q and -q are one rotation,
 * so all are signed to lie on one half of the sphere and a search looks from both sides.
 */
export class RotationTree {
  /** (n, 4), the rotations of a leaf side by side. */
  readonly #values: Float64Array;
  readonly #count: number;
  /** Where ranges are cut, by the first rotation of their upper half. */
  readonly #cuts: Float64Array;

  private constructor(quaternions: readonly ArrayLike<number>[]) {
    this.#count = quaternions.length;
    this.#values = new Float64Array(4 * this.#count);
    this.#cuts = new Float64Array(this.#count);
    quaternions.forEach((quaternion, i) => {
      const sign = quaternion[0] < 0 ? -1 : 1;
      for (let k = 0; k < 4; k++) this.#values[4 * i + k] = sign * quaternion[k];
    });
  }

  /**
   * Lets others on the thread through while it sorts.
   *
   * @param quaternions unit quaternions
   */
  static async of(quaternions: readonly ArrayLike<number>[]): Promise<RotationTree> {
    const tree = new RotationTree(quaternions);
    await tree.#buildSlowly(0, tree.#count, 0);
    return tree;
  }

  /**
   * The largest |cosine| of half the angle between a rotation and any of the tree's: that of comparing all.
   *
   * @returns 0 for an empty tree
   */
  largestCosine(quaternion: ArrayLike<number>): number {
    const best = { cosine: 0 };
    const opposite = Array.from(quaternion, (value) => -value);
    this.#search(quaternion, 0, this.#count, 0, [0, 0, 0, 0], best);
    this.#search(opposite, 0, this.#count, 0, [0, 0, 0, 0], best);
    return best.cosine;
  }

  async #buildSlowly(from: number, to: number, axis: number): Promise<void> {
    if (to - from <= AT_ONCE) return this.#build(from, to, axis);
    const middle = (from + to) >> 1;
    this.#select(from, to - 1, middle, axis);
    this.#cuts[middle] = this.#values[4 * middle + axis];
    await new Promise((resolve) => setImmediate(resolve));
    await this.#buildSlowly(from, middle, (axis + 1) & 3);
    await this.#buildSlowly(middle, to, (axis + 1) & 3);
  }

  /** Halves a range at the median of one coordinate, the coordinates taking turns. */
  #build(from: number, to: number, axis: number): void {
    if (to - from <= LEAF) return;
    const middle = (from + to) >> 1;
    this.#select(from, to - 1, middle, axis);
    this.#cuts[middle] = this.#values[4 * middle + axis];
    this.#build(from, middle, (axis + 1) & 3);
    this.#build(middle, to, (axis + 1) & 3);
  }

  /** Hoare's selection: what is smaller than the element at `middle` comes before it. */
  #select(from: number, to: number, middle: number, axis: number): void {
    const v = this.#values;
    let [low, high] = [from, to];
    while (low < high) {
      const pivot = v[4 * ((low + high) >> 1) + axis];
      let [i, j] = [low, high];
      while (i <= j) {
        while (v[4 * i + axis] < pivot) i++;
        while (v[4 * j + axis] > pivot) j--;
        if (i > j) break;
        for (let k = 0; k < 4; k++) {
          const kept = v[4 * i + k];
          v[4 * i + k] = v[4 * j + k];
          v[4 * j + k] = kept;
        }
        i++;
        j--;
      }
      if (middle <= j) high = j;
      else if (middle >= i) low = i;
      else return;
    }
  }

  /** @param gaps by how much each coordinate of a range is away from the rotation at least */
  #search(
    q: ArrayLike<number>,
    from: number,
    to: number,
    axis: number,
    gaps: readonly number[],
    best: { cosine: number },
  ): void {
    const v = this.#values;
    if (to - from <= LEAF) {
      for (let at = 4 * from; at < 4 * to; at += 4) {
        const cosine = Math.abs(q[0] * v[at] + q[1] * v[at + 1] + q[2] * v[at + 2] + q[3] * v[at + 3]);
        if (cosine > best.cosine) best.cosine = cosine;
      }
      return;
    }
    const middle = (from + to) >> 1;
    const side = q[axis] - this.#cuts[middle];
    const next = (axis + 1) & 3;
    if (side < 0) this.#search(q, from, middle, next, gaps, best);
    else this.#search(q, middle, to, next, gaps, best);
    const across = gaps.slice();
    across[axis] = Math.max(gaps[axis], Math.abs(side));
    const squared = across[0] ** 2 + across[1] ** 2 + across[2] ** 2 + across[3] ** 2;
    // Of unit vectors |p - q|^2 = 2 - 2 p . q.
    if (1 - squared / 2 + SLACK < best.cosine) return;
    if (side < 0) this.#search(q, middle, to, next, across, best);
    else this.#search(q, from, middle, next, across, best);
  }
}
