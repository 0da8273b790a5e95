import type { Mesh } from '../../../geometry/mesh/mesh.js';
import { decimate } from './decimate.js';
import { spirals } from './spirals.js';
import { type UpSampling, upSampling } from './up-sampling.js';

/** One level of a mesh hierarchy; level 0 is the hand's own mesh. */
export interface HierarchyLevel {
  /** (V, 3) metres. */
  vertices: Float32Array;
  /** (F, 3) */
  faces: Uint32Array;
  /** (V, 9) spiral of each vertex. */
  spirals: Uint32Array;
  /** From the next coarser level to this one; null on the coarsest. */
  up: UpSampling | null;
}

/** Vertices are halved (rounded up) from level to level. */
const LEVELS = 5;
/** Entries of a spiral. */
export const SPIRAL_LENGTH = 9;

/**
 * The five-level hierarchy of MobRecon and H2ONet for any hand mesh: 778 -> 389 -> 195 -> 98 -> 49 vertices
 * for MANO.
 *
 * Official weights only fit the hierarchy they were trained with, which was made from a posed template file:
 * decimation and up-sampling depend on pose and place. For those, pass that template's mesh.
 */
export function meshHierarchy(mesh: Mesh, levels = LEVELS): HierarchyLevel[] {
  const result: HierarchyLevel[] = [];
  let { vertices, faces } = mesh;
  for (let level = 0; level < levels; level++) {
    const rings = spirals(vertices, faces, SPIRAL_LENGTH).indices;
    if (level === levels - 1) {
      result.push({ vertices, faces, spirals: rings, up: null });
      break;
    }
    const coarse = decimate(vertices, faces, Math.ceil(vertices.length / 3 / 2));
    const coarseVertices = new Float32Array(3 * coarse.kept.length);
    coarse.kept.forEach((v, i) => {
      coarseVertices.set(vertices.subarray(3 * v, 3 * v + 3), 3 * i);
    });
    result.push({ vertices, faces, spirals: rings, up: upSampling(vertices, coarseVertices, coarse.faces) });
    vertices = coarseVertices;
    faces = coarse.faces;
  }
  return result;
}
