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
   * Least share of a contact's force when forces may differ: they are then chosen in [least, ...], mean 1, to give
   * the smallest wrench (a thumb can oppose three fingers). Null: all push alike, as upstream.
   */
  leastForce: number | null;
}

/**
 * E_fc = |sum n_i|^2 + |sum (x_i - c) x n_i|^2 / L^2 (Wang et al., DexGraspNet, ICRA 2023, Eq. 3, after Liu et al. 2021):
 * zero when the contacts can push against each other without friction and without moving the object.
 * `points` and `normals` are (n, 3); normals have unit length and point out of the object.
 */
export function forceClosureEnergy(
  points: Float64Array,
  normals: Float64Array,
  options: ForceClosureOptions,
): ForceClosureResult {
  const count = points.length / 3;
  const { centre, momentLength } = options;
  const perLength = 1 / momentLength;
  const wrenches = new Float64Array(count * 6);
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
  const forces = new Float64Array(count).fill(1);
  if (options.leastForce !== null) balanceForces(wrenches, forces, options.leastForce);
  const sum = new Float64Array(6);
  for (let i = 0; i < count; i++) for (let k = 0; k < 6; k++) sum[k] += forces[i] * wrenches[6 * i + k];
  let energy = 0;
  for (let k = 0; k < 6; k++) energy += sum[k] * sum[k];
  const pointGradient = new Float64Array(count * 3);
  const normalGradient = new Float64Array(count * 3);
  const [fx, fy, fz] = sum;
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
  return { energy, pointGradient, normalGradient };
}

/** Contact forces, mean 1 and each at least `least`, of smallest total wrench: projected gradient descent. */
function balanceForces(wrenches: Float64Array, forces: Float64Array, least: number): void {
  const count = forces.length;
  const gram = new Float64Array(count * count);
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
  const trial = new Float64Array(count);
  for (let iteration = 0; iteration < 40; iteration++) {
    for (let i = 0; i < count; i++) {
      let slope = 0;
      for (let j = 0; j < count; j++) slope += gram[i * count + j] * forces[j];
      trial[i] = forces[i] - step * slope;
    }
    projectOntoSimplex(trial, least, forces);
  }
}

/** Nearest point with all entries at least `least` and mean 1. */
function projectOntoSimplex(values: Float64Array, least: number, out: Float64Array): void {
  const count = values.length;
  const total = count * (1 - least);
  const sorted = Float64Array.from(values, (value) => value - least)
    .sort()
    .reverse();
  let running = 0;
  let shift = 0;
  for (let i = 0; i < count; i++) {
    running += sorted[i];
    const candidate = (running - total) / (i + 1);
    if (sorted[i] > candidate) shift = candidate;
  }
  for (let i = 0; i < count; i++) out[i] = Math.max(values[i] - least - shift, 0) + least;
}
