import { mergeMaterials } from '../files/merge-materials.js';
import type { ObjMaterial } from '../files/parse-mtl.js';
import type { ObjMesh } from '../files/parse-obj.js';
import { showVertexColors } from '../files/show-vertex-colors.js';
import type { ObjectModel, Texture } from '../object-model.js';

/** What a mesh is drawn with. */
export interface MeshLooks {
  /** (F) index into the others. */
  materialOfFace: Uint16Array;
  /** RGB in 0 ... 1 where there is no texture; null for a plain grey. */
  colors: readonly ([number, number, number] | null)[];
  textures: readonly (Texture | null)[];
}

/** As of an OBJ without a material. */
const GREY: readonly [number, number, number] = [0.64, 0.64, 0.64];

/** A mesh with one texture or colour, made of its materials and its vertices' colours. */
export function dressMesh(
  mesh: Pick<ObjMesh, 'vertices' | 'faces' | 'uvs' | 'vertexColors'>,
  { materialOfFace, colors, textures }: MeshLooks,
  textureSize: number,
): Omit<ObjectModel, 'id' | 'name'> {
  const materials = colors.map(
    (color): ObjMaterial => ({
      color: [...(color ?? GREY)],
      texture: null,
      scale: [1, 1],
      offset: [0, 0],
      file: '',
      notes: [],
    }),
  );
  const looks = showVertexColors(mesh, materialOfFace, materials, textures, textureSize);
  const { vertices, faces } = mesh;
  return { vertices, faces, ...mergeMaterials(looks.uvs, materialOfFace, looks.materials, looks.textures) };
}
