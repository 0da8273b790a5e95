/** Wrench that contacts with unit normal forces put on an object, and how it changes with them. */
export interface ForceClosureResult {
  energy: number;
  /** (n, 3) dE/d contact point. */
  pointGradient: Float64Array;
  /** (n, 3) dE/d contact normal; upstream takes normals as constants and leaves it out. */
  normalGradient: Float64Array;
}

export interface ForceClosureOptions {
  /** Moments are taken about this point, metres. Upstream: the object's origin. */
  centre: ArrayLike<number>;
  /** Length that makes moments comparable with forces, metres. Upstream: 1. */
  momentLength: number;
  /**
   * Least share of a contact's force when forces may differ: they are then chosen in [least, ...], mean 1, to
   * give the smallest wrench (a thumb can oppose three fingers). Null: all push alike, as upstream.
   */
  leastForce: number | null;
}

/** Steps of the search for the forces of smallest wrench. */
const STEPS = 40;

/**
 * E_fc = |sum n_i|^2 + |sum (x_i - c) x n_i|^2 / L^2 (Wang et al., DexGraspNet, ICRA 2023, Eq. 3, after Liu
 * et al. 2021): zero when the contacts can push against each other without friction and without moving the
 * object. `points` and `normals` are (n, 3); normals have unit length and point out of the object.
 */
export function forceClosureEnergy(
  points: Float64Array,
  normals: Float64Array,
  options: ForceClosureOptions,
): ForceClosureResult {
  const closure = new ForceClosure(points.length / 3, options);
  const energy = closure.evaluate(points, normals);
  return { energy, pointGradient: closure.pointGradient, normalGradient: closure.normalGradient };
}

/** The same for many sets of n contacts, one after the other, without a new array for each. */
export class ForceClosure {
  /** (n, 3) after `evaluate`. */
  readonly pointGradient: Float64Array;
  /** (n, 3) after `evaluate`. */
  readonly normalGradient: Float64Array;

  readonly #wrenches: Float64Array;
  readonly #forces: Float64Array;
  readonly #gram: Float64Array;
  readonly #trial: Float64Array;
  readonly #sorted: Float64Array;
  readonly #sum = new Float64Array(6);

  constructor(
    readonly count: number,
    readonly options: ForceClosureOptions,
  ) {
    this.pointGradient = new Float64Array(3 * count);
    this.normalGradient = new Float64Array(3 * count);
    this.#wrenches = new Float64Array(6 * count);
    this.#forces = new Float64Array(count);
    this.#gram = new Float64Array(count * count);
    this.#trial = new Float64Array(count);
    this.#sorted = new Float64Array(count);
  }

  /** @returns E_fc; the gradients are in the fields until the next call. */
  evaluate(points: Float64Array, normals: Float64Array): number {
    const { count, pointGradient, normalGradient } = this;
    const { centre, momentLength, leastForce } = this.options;
    const wrenches = this.#wrenches;
    const forces = this.#forces;
    const sum = this.#sum;
    const perLength = 1 / momentLength;
    for (let i = 0; i < count; i++) {
      const x = points[3 * i] - centre[0];
      const y = points[3 * i + 1] - centre[1];
      const z = points[3 * i + 2] - centre[2];
      const nx = normals[3 * i];
      const ny = normals[3 * i + 1];
      const nz = normals[3 * i + 2];
      wrenches[6 * i] = nx;
      wrenches[6 * i + 1] = ny;
      wrenches[6 * i + 2] = nz;
      wrenches[6 * i + 3] = (y * nz - z * ny) * perLength;
      wrenches[6 * i + 4] = (z * nx - x * nz) * perLength;
      wrenches[6 * i + 5] = (x * ny - y * nx) * perLength;
    }
    forces.fill(1);
    if (leastForce !== null) this.#balance(leastForce);
    sum.fill(0);
    for (let i = 0; i < count; i++) for (let k = 0; k < 6; k++) sum[k] += forces[i] * wrenches[6 * i + k];
    let energy = 0;
    for (let k = 0; k < 6; k++) energy += sum[k] * sum[k];
    const fx = sum[0];
    const fy = sum[1];
    const fz = sum[2];
    const mx = sum[3] * perLength;
    const my = sum[4] * perLength;
    const mz = sum[5] * perLength;
    for (let i = 0; i < count; i++) {
      const twice = 2 * forces[i];
      const x = points[3 * i] - centre[0];
      const y = points[3 * i + 1] - centre[1];
      const z = points[3 * i + 2] - centre[2];
      const nx = normals[3 * i];
      const ny = normals[3 * i + 1];
      const nz = normals[3 * i + 2];
      pointGradient[3 * i] = twice * (ny * mz - nz * my);
      pointGradient[3 * i + 1] = twice * (nz * mx - nx * mz);
      pointGradient[3 * i + 2] = twice * (nx * my - ny * mx);
      normalGradient[3 * i] = twice * (fx + my * z - mz * y);
      normalGradient[3 * i + 1] = twice * (fy + mz * x - mx * z);
      normalGradient[3 * i + 2] = twice * (fz + mx * y - my * x);
    }
    return energy;
  }

  /**
   * Contact forces, mean 1 and each at least `least`, of smallest total wrench: projected gradient descent.
   */
  #balance(least: number): void {
    const { count } = this;
    const wrenches = this.#wrenches;
    const forces = this.#forces;
    const gram = this.#gram;
    const trial = this.#trial;
    let trace = 0;
    for (let i = 0; i < count; i++) {
      for (let j = 0; j < count; j++) {
        let value = 0;
        for (let k = 0; k < 6; k++) value += wrenches[6 * i + k] * wrenches[6 * j + k];
        gram[i * count + j] = value;
      }
      trace += gram[i * count + i];
    }
    const step = 1 / trace;
    for (let iteration = 0; iteration < STEPS; iteration++) {
      for (let i = 0; i < count; i++) {
        let slope = 0;
        for (let j = 0; j < count; j++) slope += gram[i * count + j] * forces[j];
        trial[i] = forces[i] - step * slope;
      }
      if (!this.#project(least)) return;
    }
  }

  /**
   * The point nearest to the trial with all entries at least `least` and mean 1 becomes the forces.
   * @returns whether they moved: where they did not, no later step will.
   */
  #project(least: number): boolean {
    const { count } = this;
    const trial = this.#trial;
    const forces = this.#forces;
    const sorted = this.#sorted;
    const total = count * (1 - least);
    for (let i = 0; i < count; i++) {
      const value = trial[i] - least;
      let at = i;
      for (; at > 0 && sorted[at - 1] < value; at--) sorted[at] = sorted[at - 1];
      sorted[at] = value;
    }
    let running = 0;
    let shift = 0;
    for (let i = 0; i < count; i++) {
      running += sorted[i];
      const candidate = (running - total) / (i + 1);
      if (sorted[i] > candidate) shift = candidate;
    }
    let moved = false;
    for (let i = 0; i < count; i++) {
      const value = Math.max(trial[i] - least - shift, 0) + least;
      if (value !== forces[i]) moved = true;
      forces[i] = value;
    }
    return moved;
  }
}
