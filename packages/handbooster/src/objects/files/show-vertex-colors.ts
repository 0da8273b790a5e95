import type { Texture } from '../object-model.js';
import { bakeVertexColors } from './bake-vertex-colors.js';
import type { ObjMaterial } from './parse-mtl.js';
import type { ObjMesh } from './parse-obj.js';

interface Looks {
  /** (F, 3, 2) */
  uvs: Float32Array | null;
  materials: readonly ObjMaterial[];
  textures: readonly (Texture | null)[];
}

/**
 * Looks of a mesh whose vertices have colours: where a material has no texture they show instead of its plain
 * colour, as a texture, or as a plain colour where all are the same. Without vertex colours the looks are
 * what they were.
 *
 * @param greatest pixels of the texture's side
 */
export function showVertexColors(
  mesh: Pick<ObjMesh, 'vertices' | 'faces' | 'uvs' | 'vertexColors'>,
  materialOfFace: Uint16Array,
  materials: readonly ObjMaterial[],
  textures: readonly (Texture | null)[],
  greatest: number,
): Looks {
  const { uvs, vertexColors } = mesh;
  const isBare = (index: number) => uvs === null || textures[index] === null;
  if (vertexColors === null || !materials.some((_, index) => isBare(index)))
    return { uvs, materials, textures };
  const first = [...vertexColors.subarray(0, 3)] as [number, number, number];
  if (vertexColors.every((value, i) => value === first[i % 3])) {
    return {
      uvs,
      materials: materials.map((each, index) => (isBare(index) ? { ...each, color: first } : each)),
      textures,
    };
  }
  const baked = bakeVertexColors(mesh, vertexColors, greatest);
  const out = uvs?.slice() ?? baked.uvs;
  for (let f = 0; f < materialOfFace.length; f++) {
    if (isBare(materialOfFace[f])) out.set(baked.uvs.subarray(6 * f, 6 * f + 6), 6 * f);
  }
  return {
    uvs: out,
    materials,
    textures: textures.map((each, index) => (isBare(index) ? baked.texture : each)),
  };
}
