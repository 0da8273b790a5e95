import { Random } from '@handbooster/torch';
import { MeshDistance } from '../../geometry/distance/mesh-distance.js';
import type { Mesh } from '../../geometry/mesh/mesh.js';
import { sampleSurface } from '../../geometry/mesh/sample-surface.js';
import { multiplyQuaternions, quaternionToMatrix, rotateVector } from '../../geometry/rotations.js';

/** Rotations about one point that leave an object's shape as it is. Its print is not looked at. */
export interface ObjectSymmetry {
  /** (3) metres, in the object's frame: the point that stays. */
  center: Float64Array;
  /** Unit quaternions (w, x, y, z) in the object's frame, the identity first. */
  rotations: Float64Array[];
  /**
   * (3) axis about which any turn, after any of `rotations`, leaves the shape too; null where there is none.
   */
  axis: Float64Array | null;
}

/**
 * `cylinder`: any turn about an axis, and upside down. `revolution`: any turn about an axis. `box`: half
 * turns about three axes, and quarter turns where two sides are equal. `half-turn`: half a turn about one
 * axis. `none`: no rotation.
 */
export type SymmetryKind = 'cylinder' | 'revolution' | 'box' | 'half-turn' | 'none';

/** How YCB's objects are symmetric, by DexYCB's ids; handles, spouts and blades leave nothing. */
export const YCB_SYMMETRIES: Readonly<Record<number, SymmetryKind>> = {
  1: 'cylinder',
  2: 'box',
  3: 'box',
  4: 'cylinder',
  5: 'half-turn',
  6: 'cylinder',
  7: 'box',
  8: 'box',
  9: 'box',
  10: 'none',
  11: 'none',
  12: 'half-turn',
  13: 'revolution',
  14: 'none',
  15: 'none',
  16: 'box',
  17: 'none',
  18: 'revolution',
  19: 'none',
  20: 'none',
  21: 'box',
};

/**
 * RMS distance between the turned surface and the surface, as a share of the bounding box's diagonal, up to
 * which a turn counts as a symmetry. On the procedural objects true symmetries come to 0.0005 at most and
 * near ones (the banana's ends, the marker's) to 0.003; the least of the others is 0.023, half a turn of the
 * pitcher. Between them is room for the rims and dents of scans: 4 mm on a cracker box.
 */
export const SYMMETRY_TOLERANCE = 0.015;

const SAMPLES = 240;
/** Turns about an axis, none of them a fraction of the whole with a small denominator. */
const TURNS = [37, 83, 131, 197, 263].map((degrees) => (degrees * Math.PI) / 180);

/**
 * The symmetry of an object: of the kind in `YCB_SYMMETRIES`, its axes found in the mesh; of an object that
 * is not in the table, or with `kind` `detect`, all that the mesh shows within `SYMMETRY_TOLERANCE`.
 *
 * Only turns about the axes of the object's own frame, through the middle of its bounding box, are looked at:
 * YCB's models stand along them to within their scanning error.
 */
export function objectSymmetry(
  object: Mesh & { id: number },
  kind: SymmetryKind | 'detect' = YCB_SYMMETRIES[object.id] ?? 'detect',
): ObjectSymmetry {
  const shape = new TurnedShape(object);
  const { center } = shape;
  const whole = (rotations: number[][], axis: number | null): ObjectSymmetry => ({
    center,
    rotations: rotations.map((rotation) => Float64Array.from(rotation)),
    axis: axis === null ? null : Float64Array.from(unit(axis)),
  });
  if (kind === 'none') return whole([IDENTITY], null);
  const round = AXES.map((axis) => Math.max(...TURNS.map((angle) => shape.deviation(turn(axis, angle)))));
  const half = AXES.map((axis) => shape.deviation(turn(axis, Math.PI)));
  const quarter = AXES.map((axis) => shape.deviation(turn(axis, Math.PI / 2)));
  const best = least(round);
  const across = (best + 1) % 3;
  if (kind === 'cylinder') return whole([IDENTITY, turn(across, Math.PI)], best);
  if (kind === 'revolution') return whole([IDENTITY], best);
  if (kind === 'half-turn') return whole([IDENTITY, turn(least(half), Math.PI)], null);
  const fits = (deviation: number) => deviation <= SYMMETRY_TOLERANCE;
  if (kind === 'detect' && fits(round[best])) {
    return whole(fits(half[across]) ? [IDENTITY, turn(across, Math.PI)] : [IDENTITY], best);
  }
  const generators = AXES.flatMap((axis) => {
    if (fits(quarter[axis])) return [turn(axis, Math.PI / 2)];
    return kind === 'box' || fits(half[axis]) ? [turn(axis, Math.PI)] : [];
  });
  return whole(generatedGroup(generators), null);
}

/**
 * A pose vector's symmetric twins have one translation when it is that of the symmetry's centre; in place.
 */
export function centerTranslation(
  table: Float64Array,
  at: number,
  quaternions: number,
  symmetry: ObjectSymmetry,
): void {
  const q = at + 4 * (quaternions - 1);
  const moved = rotateVector(quaternionToMatrix(table.subarray(q, q + 4)), symmetry.center);
  for (let k = 0; k < 3; k++) table[q + 4 + k] += moved[k];
}

const AXES = [0, 1, 2];
const IDENTITY = [1, 0, 0, 0];

function unit(axis: number): number[] {
  return AXES.map((k) => (k === axis ? 1 : 0));
}

function turn(axis: number, angle: number): number[] {
  return [Math.cos(angle / 2), ...unit(axis).map((value) => value * Math.sin(angle / 2))];
}

function least(values: readonly number[]): number {
  return values.indexOf(Math.min(...values));
}

/** All products of some rotations: at most the 24 of a cube. */
function generatedGroup(generators: readonly number[][]): number[][] {
  const group = [IDENTITY];
  for (let i = 0; i < group.length; i++) {
    for (const generator of generators) {
      const product = Array.from(multiplyQuaternions(generator, group[i]));
      const known = group.some(
        (each) => Math.abs(each.reduce((sum, value, k) => sum + value * product[k], 0)) > 0.999,
      );
      if (!known) group.push(product);
    }
  }
  return group;
}

class TurnedShape {
  readonly center: Float64Array;
  readonly #points: Float32Array;
  readonly #surface: MeshDistance;
  readonly #diagonal: number;

  constructor(mesh: Mesh) {
    const low = [Infinity, Infinity, Infinity];
    const high = [-Infinity, -Infinity, -Infinity];
    mesh.vertices.forEach((value, i) => {
      low[i % 3] = Math.min(low[i % 3], value);
      high[i % 3] = Math.max(high[i % 3], value);
    });
    this.center = Float64Array.from(low, (value, k) => (value + high[k]) / 2);
    this.#diagonal = Math.hypot(...low.map((value, k) => high[k] - value));
    this.#points = sampleSurface(mesh, SAMPLES, new Random('object symmetry')).points;
    this.#surface = new MeshDistance(mesh);
  }

  /** RMS distance of the turned surface to the surface over the diagonal. */
  deviation(rotation: ArrayLike<number>): number {
    const matrix = quaternionToMatrix(rotation);
    const { center } = this;
    let sum = 0;
    for (let i = 0; i < this.#points.length; i += 3) {
      const [x, y, z] = rotateVector(
        matrix,
        AXES.map((k) => this.#points[i + k] - center[k]),
      );
      sum += this.#surface.unsigned(x + center[0], y + center[1], z + center[2]) ** 2;
    }
    return Math.sqrt(sum / SAMPLES) / this.#diagonal;
  }
}
