import type { Texture } from '../object-model.js';
import type { ObjMaterial } from './parse-mtl.js';

interface MergedMaterials {
  /** (F, 3, 2) */
  uvs: Float32Array | null;
  texture: Texture | null;
  color: [number, number, number];
}

/** Texels on each side of a plain colour's tile. */
const TILE = 8;
/** Texels of a texture's rim repeated around it, so that filtering does not mix neighbours. */
const RIM = 8;

/**
 * One texture for a mesh with several materials: their textures, and a tile for each plain colour, one above
 * the other. With one material nothing is copied. Faces that repeat a texture several times keep only its
 * first copy then.
 *
 * @param uvs (F, 3, 2)
 * @param materialOfFace (F)
 */
export function mergeMaterials(
  uvs: Float32Array | null,
  materialOfFace: Uint16Array,
  materials: readonly ObjMaterial[],
  textures: readonly (Texture | null)[],
): MergedMaterials {
  const used = [...new Set(materialOfFace)].sort((a, b) => a - b);
  const only = used.length === 1 ? used[0] : -1;
  if (only >= 0 && (!uvs || !textures[only]))
    return { uvs: null, texture: null, color: materials[only].color };
  if (only >= 0) return { uvs, texture: textures[only], color: materials[only].color };

  const tiles = used.map((index) => (uvs && textures[index]) || plain(materials[index].color));
  const width = Math.max(...tiles.map((tile) => tile.width)) + 2 * RIM;
  const height = tiles.reduce((sum, tile) => sum + tile.height + 2 * RIM, 0);
  const pixels = new Uint8Array(width * height * 3);
  const tops: number[] = [];
  let top = 0;
  for (const tile of tiles) {
    tops.push(top);
    for (let y = 0; y < tile.height + 2 * RIM; y++) {
      const sy = Math.min(tile.height - 1, Math.max(0, y - RIM));
      for (let x = 0; x < width; x++) {
        const sx = Math.min(tile.width - 1, Math.max(0, x - RIM));
        const from = (sy * tile.width + sx) * 3;
        pixels.set(tile.pixels.subarray(from, from + 3), ((top + y) * width + x) * 3);
      }
    }
    top += tile.height + 2 * RIM;
  }
  const out = new Float32Array(materialOfFace.length * 6);
  for (let f = 0; f < materialOfFace.length; f++) {
    const slot = used.indexOf(materialOfFace[f]);
    const tile = tiles[slot];
    for (let axis = 0; axis < 2; axis++) {
      const own = [0, 1, 2].map((k) => uvs?.[f * 6 + k * 2 + axis] ?? 0);
      const low = Math.min(...own);
      const shift = low >= 0 && Math.max(...own) <= 1 ? 0 : Math.floor(low);
      own.forEach((value, k) => {
        const inside = Math.min(1, Math.max(0, value - shift));
        const at = f * 6 + k * 2 + axis;
        if (axis === 0) out[at] = (RIM + inside * tile.width) / width;
        else out[at] = 1 - (tops[slot] + RIM + (1 - inside) * tile.height) / height;
      });
    }
  }
  return { uvs: out, texture: { width, height, pixels }, color: materials[used[0]].color };
}

function plain(color: readonly number[]): Texture {
  const pixels = new Uint8Array(TILE * TILE * 3);
  for (let i = 0; i < pixels.length; i++) pixels[i] = Math.round(255 * color[i % 3]);
  return { width: TILE, height: TILE, pixels };
}
