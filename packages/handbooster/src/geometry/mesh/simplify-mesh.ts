import { MeshoptSimplifier } from 'meshoptimizer';
import type { Mesh } from './mesh.js';
import { weld } from './weld.js';

export interface SimplifiedMesh extends Mesh {
  /** About how far the surface moved, metres: by the quadric of the worst collapsed edge. */
  error: number;
}

/**
 * The mesh with about `faces` faces (edge collapses by quadric error, Garland and Heckbert 1997, of
 * meshoptimizer), vertices on seams joined first. Every face must name vertices that exist. Texture
 * coordinates do not survive.
 */
export async function simplifyMesh(mesh: Mesh, faces: number): Promise<SimplifiedMesh> {
  await MeshoptSimplifier.ready;
  const joined = weld(mesh);
  // The library asserts that no more is asked for than there is, and faces without area are gone by now.
  if (joined.faces.length <= 3 * faces) return { vertices: joined.vertices, faces: joined.faces, error: 0 };
  const [kept, error] = MeshoptSimplifier.simplify(
    joined.faces,
    joined.vertices,
    3,
    3 * faces,
    Number.MAX_VALUE,
    ['ErrorAbsolute'],
  );
  const place = new Map<number, number>();
  const numbered = kept.map((vertex) => {
    if (!place.has(vertex)) place.set(vertex, place.size);
    return place.get(vertex) as number;
  });
  const vertices = new Float32Array(3 * place.size);
  for (const [from, to] of place) vertices.set(joined.vertices.subarray(3 * from, 3 * from + 3), 3 * to);
  return { vertices, faces: numbered, error };
}
