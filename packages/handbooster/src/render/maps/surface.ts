import type { Mesh } from '../../geometry/mesh/mesh.js';
import type { ObjectModel } from '../../objects/object-model.js';
import { type PackedTexture, packedLevels } from '../textures/packed-texture.js';
import { texelDensity } from '../textures/texel-density.js';
import { HAND_COLOR, objectColor, PART_COLORS, PART_OF_JOINT } from './condition-colors.js';
import type { ConditionHand, ConditionScene } from './condition-scene.js';
import { shadedTable } from './frontal-shading.js';

type Color = readonly [number, number, number];

/** How one of the meshes of a scene looks in colour maps. */
export interface Surface {
  mesh: Mesh;
  /** Interpolated normals (the hand and its forearm), or one for each face (objects). */
  smooth: boolean;
  /** Version 2: its plain colour at each step of lighting (`shadedTable`). */
  shaded: Float32Array;
  /** Version 2: where its texture goes, and texels in a square metre of each face (F); null without one. */
  print: { uvs: Float32Array; density: Float32Array } | null;
  /** The texture's mip levels. */
  levels: readonly PackedTexture[];
  /** Version 1: the flat colour of each face; null in version 2. */
  flat: ((face: number) => Color) | null;
}

/** @param meshes as drawn: the hand, if there is one, the objects, the forearm, if there is one */
export function surfacesOf(scene: ConditionScene, meshes: readonly Mesh[], textureVersion: 1 | 2): Surface[] {
  const { hand } = scene;
  const models = [...(hand ? [null] : []), ...scene.objects.map(({ model }) => model), null];
  const parts = hand && textureVersion === 1 ? partColors(hand) : null;
  return meshes.map((mesh, m) => {
    const model = models[m];
    if (model === null) {
      const flat = (face: number) => (m === 0 && parts ? parts[face] : PART_COLORS.palm);
      return { mesh, smooth: true, ...HAND_LOOK, flat: textureVersion === 1 ? flat : null };
    }
    const color = objectColor(model.id);
    return { mesh, smooth: false, ...lookOf(model), flat: textureVersion === 1 ? () => color : null };
  });
}

type Look = Pick<Surface, 'shaded' | 'print' | 'levels'>;

const HAND_LOOK: Look = { shaded: shadedTable(HAND_COLOR), print: null, levels: [] };

const looks = new WeakMap<ObjectModel, Look>();

function lookOf(model: ObjectModel): Look {
  let look = looks.get(model);
  if (!look) {
    const { uvs, texture, color } = model;
    look = {
      shaded: shadedTable(color.map((value) => value * 255)),
      print: uvs && texture ? { uvs, density: texelDensity(model).map((level) => 4 ** level) } : null,
      levels: uvs && texture ? packedLevels(texture) : [],
    };
    looks.set(model, look);
  }
  return look;
}

/** The colour of each face: a finger's when all three vertices are its own, else the palm's. */
function partColors(hand: ConditionHand): Color[] {
  const { partOfVertex, faces } = hand;
  if (!partOfVertex) {
    throw new RangeError('renderConditionMaps: texture maps of version 1 need hand.partOfVertex (V)');
  }
  return Array.from({ length: faces.length / 3 }, (_, f) => {
    const [a, b, c] = [0, 1, 2].map((k) => PART_OF_JOINT[partOfVertex[faces[f * 3 + k]]]);
    return PART_COLORS[a === b && b === c ? a : 'palm'];
  });
}
