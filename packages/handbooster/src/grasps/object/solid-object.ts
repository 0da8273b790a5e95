import { InputError } from '../../base/errors/input-error.js';
import type { Mesh } from '../../geometry/mesh/mesh.js';
import { type RepairedMesh, repairMesh } from '../../geometry/mesh/repair-mesh.js';
import { simplifyMesh } from '../../geometry/mesh/simplify-mesh.js';

export interface SolidObjectOptions {
  /** Meshes with more faces are simplified to as many. */
  mostFaces: number;
}

/** 40,000: the scans of YCB have 16,000 and distances are sampled every 2.5 mm, so more say nothing. */
export const SOLID_OBJECT_DEFAULTS: SolidObjectOptions = { mostFaces: 40_000 };

/**
 * The closed solid grasps of an object are made on, with what was mended in words; throws InputError naming
 * the defect of a mesh that cannot be one. The same mesh gives the same solid.
 */
export async function solidObject(
  mesh: Mesh,
  name: string,
  options: Partial<SolidObjectOptions> = {},
): Promise<RepairedMesh> {
  const { mostFaces } = { ...SOLID_OBJECT_DEFAULTS, ...options };
  const words: string[] = [];
  let { vertices, faces } = mesh;
  // What cannot be read as a mesh is for the repair to refuse.
  if (faces.length > 3 * mostFaces && isSound(mesh)) {
    const simple = await simplifyMesh(mesh, mostFaces);
    words.push(
      `${faces.length / 3} faces simplified to ${simple.faces.length / 3}, about ${(simple.error * 1e3).toPrecision(2)} mm off`,
    );
    ({ vertices, faces } = simple);
  }
  const solid = repairMesh({ vertices, faces }, name);
  if (solid.scale !== 1) {
    throw new InputError(
      `${name}: ${(solid.inspection.extent / solid.scale).toPrecision(3)} long, which looks like millimetres; scale the model to metres`,
    );
  }
  return { ...solid, repairs: [...words, ...solid.repairs] };
}

function isSound({ vertices, faces }: Mesh): boolean {
  const count = vertices.length / 3;
  return faces.every((vertex) => vertex < count) && vertices.every(Number.isFinite);
}
