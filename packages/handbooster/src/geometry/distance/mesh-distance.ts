import { BufferAttribute, BufferGeometry, Vector3 } from 'three';
import { type HitPointInfo, MeshBVH } from 'three-mesh-bvh';
import type { Mesh } from '../mesh/mesh.js';
import { WindingNumber } from './winding-number.js';

/** Answers for N points. */
export interface DistanceQuery {
  /** (N) metres, negative inside. */
  distances: Float32Array;
  /** (N, 3) nearest points of the surface. */
  closest: Float32Array;
  /** (N) the face each lies on. */
  faces: Uint32Array;
}

/**
 * Exact distance to a mesh through a bounding-volume hierarchy. The sign comes from the generalised winding
 * number, so small holes, self-overlaps and loose shells of real scans do not flip it (the nearest face's
 * normal, the usual choice, goes wrong at sharp edges and anywhere near a hole).
 */
export class MeshDistance {
  readonly #hierarchy: MeshBVH;
  readonly #winding: WindingNumber;
  readonly #point = new Vector3();
  readonly #hit: HitPointInfo = { point: new Vector3(), distance: 0, faceIndex: 0 };

  constructor(mesh: Mesh) {
    const geometry = new BufferGeometry();
    geometry.setAttribute('position', new BufferAttribute(mesh.vertices, 3));
    geometry.setIndex(new BufferAttribute(mesh.faces, 1));
    // `indirect` leaves the mesh's own face order alone.
    this.#hierarchy = new MeshBVH(geometry, { indirect: true, targetLeafSize: 6 });
    this.#winding = new WindingNumber(mesh);
  }

  /** Whether a point is inside. */
  isInside(x: number, y: number, z: number): boolean {
    return this.#winding.isInside(x, y, z);
  }

  /** Unsigned distance; Infinity where it is `bound` or more. A tight bound prunes the search. */
  unsigned(x: number, y: number, z: number, bound = Infinity): number {
    this.#point.set(x, y, z);
    const hit = this.#hierarchy.closestPointToPoint(this.#point, this.#hit, 0, bound);
    // The library's threshold only prunes: of a leaf that it enters, it gives whatever is nearest, however
    // far.
    return hit && hit.distance < bound ? hit.distance : Infinity;
  }

  /** Signed distances, nearest points and faces of points (N, 3). */
  query(points: ArrayLike<number>): DistanceQuery {
    const count = points.length / 3;
    const out = {
      distances: new Float32Array(count),
      closest: new Float32Array(points.length),
      faces: new Uint32Array(count),
    };
    for (let i = 0; i < count; i++) {
      const [x, y, z] = [points[3 * i], points[3 * i + 1], points[3 * i + 2]];
      const distance = this.unsigned(x, y, z);
      out.distances[i] = this.isInside(x, y, z) ? -distance : distance;
      this.#hit.point.toArray(out.closest, 3 * i);
      out.faces[i] = this.#hit.faceIndex;
    }
    return out;
  }
}
