import { MeshDistance } from '../../geometry/distance/mesh-distance.js';
import type { Mesh } from '../../geometry/mesh/mesh.js';
import type { RigidMotion } from '../../geometry/rigid-motion.js';

/**
 * Metres within which a hand counts as touching an object. Labels of hands and objects are off by several
 * millimetres each, and a hand model's vertices stand up to 8 mm apart, so that a touching surface may have
 * no vertex nearer than half of that.
 */
export const CONTACT_DISTANCE = 0.005;

/** An object somewhere in the frame of the hand's vertices. */
export interface TouchableObject {
  id: number;
  pose: RigidMotion;
}

interface Surface {
  distance: MeshDistance;
  /** Least and greatest x, y, z. */
  low: number[];
  high: number[];
}

/**
 * Judges whether hands touch objects, by the exact distance of the hand's vertices to the object's surface.
 */
export class HandContact {
  readonly #meshes: ReadonlyMap<number, Mesh>;
  readonly #surfaces = new Map<number, Surface>();

  /** @param objects models by their ids, metres, in their own frames */
  constructor(
    objects: readonly (Mesh & { id: number })[],
    readonly contactDistance = CONTACT_DISTANCE,
  ) {
    this.#meshes = new Map(objects.map((object) => [object.id, object]));
  }

  /** Whether contact with an object of this id can be judged at all. */
  knows(id: number): boolean {
    return this.#meshes.has(id);
  }

  /**
   * Whether a vertex of the hand lies within the contact distance of the object's surface, or inside it.
   *
   * @param vertices (V, 3) of the hand, metres
   * @param mirrored the pose places the mirrored object (x negated), as in mirrored samples
   * @returns false for an object whose model is not known
   */
  touches(vertices: ArrayLike<number>, object: TouchableObject, mirrored = false): boolean {
    const surface = this.#surface(object.id);
    if (surface === null) return false;
    const inner = localPointsInReach(vertices, object.pose, mirrored, surface, this.contactDistance);
    const bound = this.contactDistance * (1 + 1e-6) + 1e-9;
    for (let i = 0; i < inner.length; i += 3) {
      const distance = surface.distance.unsigned(inner[i], inner[i + 1], inner[i + 2], bound);
      if (distance <= this.contactDistance) return true;
    }
    for (let i = 0; i < inner.length; i += 3) {
      if (surface.distance.isInside(inner[i], inner[i + 1], inner[i + 2])) return true;
    }
    return false;
  }

  #surface(id: number): Surface | null {
    const known = this.#surfaces.get(id);
    if (known !== undefined) return known;
    const mesh = this.#meshes.get(id);
    if (mesh === undefined) return null;
    const low = [Infinity, Infinity, Infinity];
    const high = [-Infinity, -Infinity, -Infinity];
    for (let i = 0; i < mesh.vertices.length; i++) {
      low[i % 3] = Math.min(low[i % 3], mesh.vertices[i]);
      high[i % 3] = Math.max(high[i % 3], mesh.vertices[i]);
    }
    const surface = { distance: new MeshDistance(mesh), low, high };
    this.#surfaces.set(id, surface);
    return surface;
  }
}

/** The points in the object's frame, of those in its box widened by `reach`. */
function localPointsInReach(
  points: ArrayLike<number>,
  pose: RigidMotion,
  mirrored: boolean,
  { low, high }: Surface,
  reach: number,
): number[] {
  const out: number[] = [];
  for (let i = 0; i < points.length; i += 3) {
    const x = points[i] - pose[3];
    const y = points[i + 1] - pose[7];
    const z = points[i + 2] - pose[11];
    const local = [0, 1, 2].map((k) => pose[k] * x + pose[4 + k] * y + pose[8 + k] * z);
    if (mirrored) local[0] = -local[0];
    if (local.every((value, k) => value >= low[k] - reach && value <= high[k] + reach)) out.push(...local);
  }
  return out;
}
