import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { io } from '@handbooster/torch';
import { InputError } from '../../base/errors/input-error.js';
import { decodeText } from '../../base/text/decode-text.js';
import type { ObjectModel, Texture } from '../object-model.js';
import { ycbId } from '../ycb-classes.js';
import { findBeside } from './find-beside.js';
import { findMaterial } from './find-material.js';
import { mergeMaterials } from './merge-materials.js';
import { modelName } from './name-models.js';
import type { ObjMaterial } from './parse-mtl.js';
import { type ObjMesh, parseObj } from './parse-obj.js';
import { readLibraries } from './read-libraries.js';
import { readTexture } from './read-texture.js';
import { showVertexColors } from './show-vertex-colors.js';

export interface ReadObjOptions {
  /** Default: YCB's for a YCB name, else 22. */
  id?: number;
  /** Default: the folder's name when the file is called `textured*.obj` or the like, else the file's. */
  name?: string;
  /**
   * Textures are made smaller until no side is longer, in pixels. YCB's own have 4096, 50 MB each in memory.
   */
  textureSize?: number;
  /**
   * Called with what of its looks could not be had as written, in a sentence; by default a warning of the
   * process.
   */
  onNote?: (words: string) => void;
}

export const READ_OBJ_DEFAULTS = {
  textureSize: 1024,
  onNote: (words: string) => process.emitWarning(words, 'ObjectLooks'),
} as const satisfies ReadObjOptions;

const UNKNOWN: ObjMaterial = {
  color: [0.64, 0.64, 0.64],
  texture: null,
  scale: [1, 1],
  offset: [0, 0],
  file: '',
  notes: [],
};

/**
 * Reads a Wavefront OBJ with its MTL and textures, or its vertices' colours. Several materials become one
 * texture. A material, colour or texture that is missing or cannot be read gives a plain colour and a note:
 * looks lose no object.
 *
 * @returns vertices (V, 3) as in the file: metres for YCB's
 * @throws InputError naming the file and line of a fault in its shape
 */
export async function readObj(path: string, options: ReadObjOptions = {}): Promise<ObjectModel> {
  const { textureSize, onNote } = { ...READ_OBJ_DEFAULTS, ...withoutUndefined(options) };
  const parsed = parseObj(await readText(path), path);
  const { materials, materialOfFace } = await usedMaterials(parsed, path, onNote);
  const textures: (Texture | null)[] = [];
  for (const material of materials) textures.push(await textureOf(material, path, textureSize, onNote));
  const uvs = placed(parsed, materialOfFace, materials);
  const looks = showVertexColors({ ...parsed, uvs }, materialOfFace, materials, textures, textureSize);
  const merged = mergeMaterials(looks.uvs, materialOfFace, looks.materials, looks.textures);
  const name = options.name ?? modelName(path);
  return {
    id: options.id ?? ycbId(name) ?? 22,
    name,
    vertices: parsed.vertices,
    faces: parsed.faces,
    ...merged,
  };
}

function withoutUndefined<T extends object>(options: T): T {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as T;
}

async function readText(path: string): Promise<string> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    throw new InputError(
      `${path}: expected a Wavefront OBJ file, found none (${(error as NodeJS.ErrnoException).code})`,
    );
  }
  const { name } = io.recogniseFile(bytes);
  if (name !== 'text' && name !== 'unknown' && name !== 'json')
    throw new InputError(`${path}: expected a Wavefront OBJ file, found ${io.describeFile(bytes)}`);
  return decodeText(bytes);
}

/** The materials that faces have, each once, though the file may write its name in several ways. */
async function usedMaterials(
  { materials: names, libraries, materialOfFace }: ObjMesh,
  path: string,
  onNote: (words: string) => void,
): Promise<{ materials: ObjMaterial[]; materialOfFace: Uint16Array }> {
  const used = [...new Set(materialOfFace)].map((index) => names[index]);
  const isNamed = used.some((name) => name !== '');
  const library = await readLibraries(path, libraries, isNamed, onNote);
  const materials: ObjMaterial[] = [];
  const lost: string[] = [];
  const place = names.map((name) => {
    if (!used.includes(name)) return 0;
    const found = name === '' ? undefined : findMaterial(library, name);
    if (name !== '' && found === undefined) lost.push(name);
    const material = found ?? UNKNOWN;
    const index = materials.indexOf(material);
    return index >= 0 ? index : materials.push(material) - 1;
  });
  if (lost.length > 0 && library.size > 0) {
    onNote(
      `${path}: no material of its libraries is called ${lost.join(', ')} (they have ${[...library.keys()].slice(0, 5).join(', ')}); drawn in a plain grey`,
    );
  }
  for (const { notes } of materials) for (const note of notes) onNote(note);
  return { materials, materialOfFace: materialOfFace.map((index) => place[index]) };
}

async function textureOf(
  { texture, file, color }: ObjMaterial,
  path: string,
  size: number,
  onNote: (words: string) => void,
): Promise<Texture | null> {
  if (texture === null) return null;
  const instead = `drawn in a plain colour (${color.map((value) => Math.round(255 * value)).join(', ')})`;
  const found = findBeside([dirname(file), dirname(path)], texture);
  if (found === null) {
    onNote(`${file}: found no texture ${texture} for ${path}; ${instead}`);
    return null;
  }
  try {
    return await readTexture(found, size);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    onNote(`${error.message}; ${path} is ${instead}`);
    return null;
  }
}

/** Texture coordinates (F, 3, 2) with the materials' scales and offsets. */
function placed(
  { uvs }: ObjMesh,
  materialOfFace: Uint16Array,
  materials: readonly ObjMaterial[],
): Float32Array | null {
  const isPlain = ({ scale, offset }: ObjMaterial) =>
    scale[0] === 1 && scale[1] === 1 && offset[0] === 0 && offset[1] === 0;
  if (uvs === null || materials.every(isPlain)) return uvs;
  return uvs.map((value, i) => {
    const { scale, offset } = materials[materialOfFace[Math.floor(i / 6)]];
    return value * scale[i % 2] + offset[i % 2];
  });
}
