import { clampedDistance, type DistanceField } from '../../geometry/distance/distance-field.js';
import type { FollowedPoints } from './followed-points.js';

/** Points a patch has on average. */
const MEMBERS = 6;

/**
 * Followed points of the skin in patches, so that whole patches which are nowhere near an object are passed
 * over without being posed. What is passed over is proven to be outside: results are the same to the bit.
 *
 * A point that bones i move with weights w_i is at sum w_i T_i(x). Within a patch of rest centre c and radius
 * r it is therefore no farther from T_0(c), where the patch's main bone takes the centre, than r plus, for
 * every other bone, its largest weight in the patch times (|T_i(c) - T_0(c)| + 2 r); pose corrections make r
 * larger by what they can move.
 */
export class SkinPatches {
  readonly count: number;
  /** (N) patch of each of the points, in the order they were given in. */
  readonly patchOf: Int32Array;
  /** (count) 1 where all of a patch is outside, after `passOver`. */
  readonly outside: Uint8Array;

  readonly #points: ArrayLike<number>;
  readonly #mainBone: Int32Array;
  /** Other bones of each patch with their largest weight there, as compressed rows. */
  readonly #start: Int32Array;
  readonly #bone: Int32Array;
  readonly #weight: Float64Array;
  /**
   * Joints whose turns correct points of a patch, and by how much at most for entries of (rotation - 1) up to
   * 1.
   */
  readonly #correctiveStart: Int32Array;
  readonly #correctiveJoint: Int32Array;
  readonly #corrective: Float64Array;
  readonly #place = new Float64Array(3);

  /** @param points positions among the followed points. @param template (P, 3) where those are at rest. */
  constructor(followed: FollowedPoints, points: ArrayLike<number>, template: Float64Array) {
    this.#points = points;
    const main = Array.from(points, (point) => mainBone(followed, point));
    const patches = cluster(points, template, main);
    this.count = patches.length;
    this.patchOf = new Int32Array(points.length);
    this.outside = new Uint8Array(patches.length);
    this.#mainBone = Int32Array.from(patches, ([first]) => main[first]);
    const bones: [number, number][][] = [];
    const corrections: [number, number][][] = [];
    patches.forEach((members, patch) => {
      const weights = new Map<number, number>();
      const reach = new Map<number, number>();
      for (const member of members) {
        this.patchOf[member] = patch;
        const point = points[member];
        for (let i = followed.start[point]; i < followed.start[point + 1]; i++) {
          const bone = followed.joint[i];
          if (bone !== this.#mainBone[patch]) raise(weights, bone, followed.weight[i]);
        }
        for (let i = followed.correctiveStart[point]; i < followed.correctiveStart[point + 1]; i++) {
          raise(reach, followed.correctiveJoint[i], blockReach(followed.corrective, 27 * i));
        }
      }
      bones.push([...weights]);
      corrections.push([...reach]);
    });
    [this.#start, this.#bone, this.#weight] = rows(bones);
    [this.#correctiveStart, this.#correctiveJoint, this.#corrective] = rows(corrections);
  }

  /**
   * Centre and radius (count, 4) of each patch at rest, from the rest positions (P, 3) of one hand's followed
   * points.
   */
  shape(rest: Float64Array): Float64Array {
    const spheres = new Float64Array(4 * this.count);
    const members = new Int32Array(this.count);
    for (let i = 0; i < this.patchOf.length; i++) {
      const at = 4 * this.patchOf[i];
      members[this.patchOf[i]]++;
      for (let k = 0; k < 3; k++) spheres[at + k] += rest[3 * this.#points[i] + k];
    }
    for (let patch = 0; patch < this.count; patch++) {
      for (let k = 0; k < 3; k++) spheres[4 * patch + k] /= members[patch];
    }
    for (let i = 0; i < this.patchOf.length; i++) {
      const at = 4 * this.patchOf[i];
      const p = 3 * this.#points[i];
      const distance = Math.hypot(
        rest[p] - spheres[at],
        rest[p + 1] - spheres[at + 1],
        rest[p + 2] - spheres[at + 2],
      );
      if (distance > spheres[at + 3]) spheres[at + 3] = distance;
    }
    return spheres;
  }

  /**
   * Finds the patches that are wholly outside of a field's solid.
   *
   * @param rotation (16, 9) and
   * @param offset (16, 3) what takes each bone's rest points to posed ones.
   * @param turns (16) largest
   *   entry of each bone's own rotation minus one.
   */
  passOver(
    field: DistanceField,
    spheres: Float64Array,
    rotation: Float64Array,
    offset: Float64Array,
    turns: Float64Array,
  ): void {
    // Between samples a distance is off by up to half a cell's diagonal, at the centre and at the point
    // alike.
    const margin = Math.sqrt(3) * field.cell;
    const place = this.#place;
    for (let patch = 0; patch < this.count; patch++) {
      const s = 4 * patch;
      let radius = spheres[s + 3];
      for (let i = this.#correctiveStart[patch]; i < this.#correctiveStart[patch + 1]; i++) {
        radius += this.#corrective[i] * turns[this.#correctiveJoint[i]];
      }
      move(rotation, offset, this.#mainBone[patch], spheres, s, place);
      const x = place[0];
      const y = place[1];
      const z = place[2];
      let reach = radius + margin;
      const distance = clampedDistance(field, x, y, z);
      this.outside[patch] = 0;
      if (distance <= reach) continue;
      for (let i = this.#start[patch]; i < this.#start[patch + 1]; i++) {
        move(rotation, offset, this.#bone[i], spheres, s, place);
        const dx = place[0] - x;
        const dy = place[1] - y;
        const dz = place[2] - z;
        reach += this.#weight[i] * (Math.sqrt(dx * dx + dy * dy + dz * dz) + 2 * radius);
      }
      if (distance > reach) this.outside[patch] = 1;
    }
  }
}

function move(
  rotation: Float64Array,
  offset: Float64Array,
  bone: number,
  points: Float64Array,
  at: number,
  out: Float64Array,
): void {
  const r = 9 * bone;
  const t = 3 * bone;
  const x = points[at];
  const y = points[at + 1];
  const z = points[at + 2];
  out[0] = rotation[r] * x + rotation[r + 1] * y + rotation[r + 2] * z + offset[t];
  out[1] = rotation[r + 3] * x + rotation[r + 4] * y + rotation[r + 5] * z + offset[t + 1];
  out[2] = rotation[r + 6] * x + rotation[r + 7] * y + rotation[r + 8] * z + offset[t + 2];
}

function mainBone(followed: FollowedPoints, point: number): number {
  let best = followed.start[point];
  for (let i = best + 1; i < followed.start[point + 1]; i++) {
    if (followed.weight[i] > followed.weight[best]) best = i;
  }
  return followed.joint[best];
}

/**
 * Points of one bone that lie together: seeds as far apart as they can be, each point with the nearest of its
 * bone.
 */
function cluster(points: ArrayLike<number>, template: Float64Array, main: readonly number[]): number[][] {
  const count = points.length;
  const apart = (i: number, j: number) =>
    main[i] !== main[j]
      ? Number.POSITIVE_INFINITY
      : Math.hypot(...[0, 1, 2].map((k) => template[3 * points[i] + k] - template[3 * points[j] + k]));
  const nearest = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
  const seedOf = new Int32Array(count);
  const seeds: number[] = [];
  while (
    seeds.length < Math.max(1, Math.ceil(count / MEMBERS)) ||
    nearest.includes(Number.POSITIVE_INFINITY)
  ) {
    let seed = 0;
    for (let i = 1; i < count; i++) if (nearest[i] > nearest[seed]) seed = i;
    if (count === 0 || nearest[seed] === 0) break;
    for (let i = 0; i < count; i++) {
      const distance = apart(i, seed);
      if (distance < nearest[i]) {
        nearest[i] = distance;
        seedOf[i] = seeds.length;
      }
    }
    seeds.push(seed);
  }
  const patches: number[][] = seeds.map(() => []);
  seedOf.forEach((seed, i) => {
    patches[seed]?.push(i);
  });
  return patches.filter((members) => members.length > 0);
}

/** How far one joint's block of (3, 9) corrections moves a point, for entries of up to 1. */
function blockReach(corrective: Float64Array, from: number): number {
  const sums = [0, 0, 0];
  for (let k = 0; k < 3; k++) for (let e = 0; e < 9; e++) sums[k] += Math.abs(corrective[from + 9 * k + e]);
  return Math.hypot(...sums);
}

function raise(values: Map<number, number>, key: number, value: number): void {
  values.set(key, Math.max(value, values.get(key) ?? 0));
}

function rows(lists: readonly [number, number][][]): [Int32Array, Int32Array, Float64Array] {
  const start = new Int32Array(lists.length + 1);
  lists.forEach((list, i) => {
    start[i + 1] = start[i] + list.length;
  });
  const flat = lists.flat();
  return [start, Int32Array.from(flat, ([key]) => key), Float64Array.from(flat, ([, value]) => value)];
}
