import initialise, { type ManifoldToplevel } from 'manifold-3d';
import { InputError } from '../../base/errors/input-error.js';
import type { Mesh } from '../../geometry/mesh/mesh.js';
import { weld } from '../../geometry/mesh/weld.js';

let library: Promise<ManifoldToplevel> | null = null;

/**
 * Volume shared by two closed meshes, cubic metres, by a boolean of the solids (manifold-3d). Throws InputError where a
 * mesh is not a closed manifold; the voxel count (`voxelIntersection`) works on those too.
 */
export async function exactIntersection(a: Mesh, b: Mesh): Promise<number> {
  library ??= initialise().then((loaded) => {
    loaded.setup();
    return loaded;
  });
  const { Manifold, Mesh: ManifoldMesh } = await library;
  const solids = [a, b].map((mesh, i) => {
    const { vertices, faces } = weld(mesh);
    try {
      return new Manifold(new ManifoldMesh({ numProp: 3, vertProperties: vertices, triVerts: faces }));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new InputError(
        `exact intersection: ${i === 0 ? 'first' : 'second'} mesh is not a closed solid (${reason}); ` +
          'repair it, or count voxels instead',
      );
    }
  });
  const shared = solids[0].intersect(solids[1]);
  const volume = shared.volume();
  for (const solid of [...solids, shared]) solid.delete();
  return volume;
}
