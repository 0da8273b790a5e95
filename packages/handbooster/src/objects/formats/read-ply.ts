import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { InputError } from '../../base/errors/input-error.js';
import { findBeside } from '../files/find-beside.js';
import { modelName } from '../files/name-models.js';
import { READ_OBJ_DEFAULTS, type ReadObjOptions } from '../files/read-obj.js';
import { readTexture } from '../files/read-texture.js';
import type { ObjectModel, Texture } from '../object-model.js';
import { ycbId } from '../ycb-classes.js';
import { dressMesh } from './dress-mesh.js';
import { parsePly } from './parse-ply.js';

/**
 * Reads a PLY file with the picture that its `TextureFile` names, or its vertices' colours. Looks that cannot
 * be had give a plain colour and a note.
 *
 * @returns vertices (V, 3) as in the file
 * @throws InputError naming the vertex or face of a fault in its shape
 */
export async function readPly(path: string, options: ReadObjOptions = {}): Promise<ObjectModel> {
  const { textureSize = READ_OBJ_DEFAULTS.textureSize, onNote = READ_OBJ_DEFAULTS.onNote } = options;
  const { texture, ...mesh } = parsePly(await readFile(path), path);
  const name = options.name ?? modelName(path);
  const textures = [texture === null ? null : await textureOf(texture, path, textureSize, onNote)];
  const looks = { materialOfFace: new Uint16Array(mesh.faces.length / 3), colors: [null], textures };
  return { id: options.id ?? ycbId(name) ?? 22, name, ...dressMesh(mesh, looks, textureSize) };
}

async function textureOf(
  name: string,
  path: string,
  size: number,
  onNote: (words: string) => void,
): Promise<Texture | null> {
  const found = findBeside([dirname(path)], name);
  try {
    if (found !== null) return await readTexture(found, size);
    onNote(`${path}: found no texture ${name}; drawn without it`);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    onNote(`${error.message}; ${path} is drawn without it`);
  }
  return null;
}
