import initialise, { type Manifold, type ManifoldToplevel } from 'manifold-3d';
import { InputError } from '../../base/errors/input-error.js';
import { signedVolume } from '../../geometry/mesh/area-and-volume.js';
import { shellOfFaces } from '../../geometry/mesh/inspect-mesh.js';
import type { Mesh } from '../../geometry/mesh/mesh.js';
import { weld } from '../../geometry/mesh/weld.js';

let library: Promise<ManifoldToplevel> | null = null;

/**
 * Volume shared by two closed meshes, cubic metres, by booleans of the solids (manifold-3d). As for the
 * winding number and the voxels, a mesh is the union of its shells, less those that look the other way
 * (hollows), whichever way round the whole is. Throws InputError where a mesh is not a closed manifold; the
 * voxel count (`voxelIntersection`) works on those too.
 */
export async function exactIntersection(a: Mesh, b: Mesh): Promise<number> {
  library ??= initialise().then((loaded) => {
    loaded.setup();
    return loaded;
  });
  const loaded = await library;
  const made: Manifold[] = [];
  const keep = (solid: Manifold) => {
    made.push(solid);
    return solid;
  };
  try {
    const [first, second] = [a, b].map((mesh, i) => {
      try {
        return solidOf(mesh, loaded, keep);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        throw new InputError(
          `exact intersection: ${i === 0 ? 'first' : 'second'} mesh is not a closed solid (${reason}); ` +
            'repair it, or count voxels instead',
        );
      }
    });
    return keep(first.intersect(second)).volume();
  } finally {
    for (const solid of made) solid.delete();
  }
}

/** The union of a mesh's shells that look outwards, less those that look inwards. */
function solidOf(mesh: Mesh, library: ManifoldToplevel, keep: (solid: Manifold) => Manifold): Manifold {
  const { vertices, faces: all } = weld(mesh);
  const faces = withoutDoubled(all);
  const shells = shellOfFaces(faces);
  const sign = signedVolume({ vertices, faces }) < 0 ? -1 : 1;
  const [outward, inward]: Manifold[][] = [[], []];
  for (const shell of new Set(shells)) {
    const own = { vertices, faces: faces.filter((_, i) => shells[Math.floor(i / 3)] === shell) };
    const volume = signedVolume(own);
    if (volume < 0) {
      for (let f = 0; f < own.faces.length; f += 3)
        [own.faces[f + 1], own.faces[f + 2]] = [own.faces[f + 2], own.faces[f + 1]];
    }
    const { vertices: places, faces: triangles } = withoutStrays(own);
    const part = new library.Mesh({ numProp: 3, vertProperties: places, triVerts: triangles });
    (sign * volume < 0 ? inward : outward).push(keep(new library.Manifold(part)));
  }
  const joined = keep(library.Manifold.union(outward));
  return inward.length === 0 ? joined : keep(joined.subtract(keep(library.Manifold.union(inward))));
}

/** Faces without those that are there already: a shell over itself is one. */
function withoutDoubled(faces: Uint32Array): Uint32Array {
  const kept = new Map<string, number[]>();
  for (let f = 0; f < faces.length; f += 3) {
    const [a, b, c] = faces.subarray(f, f + 3);
    const first = Math.min(a, b, c);
    const turned = first === a ? [a, b, c] : first === b ? [b, c, a] : [c, a, b];
    if (!kept.has(String(turned))) kept.set(String(turned), turned);
  }
  return Uint32Array.from([...kept.values()].flat());
}

/** The mesh without vertices that no face has. */
function withoutStrays({ vertices, faces }: Mesh): Mesh {
  const place = new Map<number, number>();
  const numbered = faces.map((vertex) => {
    if (!place.has(vertex)) place.set(vertex, place.size);
    return place.get(vertex) as number;
  });
  const kept = new Float32Array(3 * place.size);
  for (const [from, to] of place) kept.set(vertices.subarray(3 * from, 3 * from + 3), 3 * to);
  return { vertices: kept, faces: numbered };
}
