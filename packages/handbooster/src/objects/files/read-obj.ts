import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { InputError } from '../../base/errors/input-error.js';
import type { ObjectModel, Texture } from '../object-model.js';
import { ycbId } from '../ycb-classes.js';
import { mergeMaterials } from './merge-materials.js';
import { type ObjMaterial, parseMtl } from './parse-mtl.js';
import { parseObj } from './parse-obj.js';
import { readTexture } from './read-texture.js';

export interface ReadObjOptions {
  /** Default: YCB's for a YCB name, else 22. */
  id?: number;
  /** Default: the folder's name when the file is called `textured*.obj` or the like, else the file's. */
  name?: string;
  /** Textures are made smaller until no side is longer, in pixels. YCB's own have 4096, 50 MB each in memory. */
  textureSize?: number;
}

export const READ_OBJ_DEFAULTS = { textureSize: 1024 } as const satisfies ReadObjOptions;

const UNKNOWN: ObjMaterial = { color: [0.64, 0.64, 0.64], texture: null };

/**
 * Reads a Wavefront OBJ with its MTL and textures. Several materials become one texture. A material or texture that is
 * missing gives a plain colour.
 *
 * @returns vertices (V, 3) as in the file: metres for YCB's
 * @throws InputError naming the file and line of a fault
 */
export async function readObj(path: string, options: ReadObjOptions = {}): Promise<ObjectModel> {
  const { textureSize } = { ...READ_OBJ_DEFAULTS, ...options };
  const parsed = parseObj(await readText(path), path);
  const library = await readMaterials(path, parsed.libraries);
  const materials = parsed.materials.map((name) => library.get(name) ?? UNKNOWN);
  const textures = new Map<string, Texture>();
  for (const { texture } of materials) {
    const file = texture && findFile(dirname(path), texture);
    if (texture && file && !textures.has(texture))
      textures.set(texture, await readTexture(file, textureSize));
  }
  const merged = mergeMaterials(
    parsed.uvs,
    parsed.materialOfFace,
    materials,
    materials.map(({ texture }) => (texture ? (textures.get(texture) ?? null) : null)),
  );
  const name = options.name ?? nameOf(path);
  return {
    id: options.id ?? ycbId(name) ?? 22,
    name,
    vertices: parsed.vertices,
    faces: parsed.faces,
    ...merged,
  };
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new InputError(
      `${path}: expected a Wavefront OBJ file, found none (${(error as NodeJS.ErrnoException).code})`,
    );
  }
}

async function readMaterials(path: string, libraries: readonly string[]): Promise<Map<string, ObjMaterial>> {
  const out = new Map<string, ObjMaterial>();
  const stem = basename(path, extname(path));
  const names = [...libraries, ...(libraries.length > 0 ? [`${basename(path)}.mtl`, `${stem}.mtl`] : [])];
  for (const name of names) {
    const file = findFile(dirname(path), name);
    if (!file) continue;
    for (const [key, material] of parseMtl(await readFile(file, 'utf8'), file)) {
      if (!out.has(key)) out.set(key, material);
    }
  }
  return out;
}

/** A file named in an OBJ or MTL: as written, with Windows separators, or by its last part beside the OBJ. */
function findFile(folder: string, name: string): string | null {
  const forward = name.replaceAll('\\', '/');
  const candidates = [resolve(folder, name), resolve(folder, forward), join(folder, basename(forward))];
  return candidates.find((candidate) => existsSync(candidate)) ?? null;
}

const GENERIC = /^(textured|nontextured|textured_simple|model|mesh|object|textured_.*)$/;

function nameOf(path: string): string {
  const stem = basename(path, extname(path));
  return GENERIC.test(stem) ? basename(dirname(resolve(path))) : stem;
}
