import { extname } from 'node:path';
import { type ReadObjOptions, readObj } from '../files/read-obj.js';
import type { ObjectModel } from '../object-model.js';
import { readGltf } from './read-gltf.js';
import { readPly } from './read-ply.js';

/** Kinds of files that object models are read from, the best first where one object has several. */
export const MODEL_KINDS = ['.obj', '.glb', '.gltf', '.ply'] as const;

/** Reads an object model of any of {@link MODEL_KINDS}, by the ending of its name. */
export function readModel(path: string, options: ReadObjOptions = {}): Promise<ObjectModel> {
  switch (extname(path).toLowerCase()) {
    case '.ply':
      return readPly(path, options);
    case '.glb':
    case '.gltf':
      return readGltf(path, options);
    default:
      return readObj(path, options);
  }
}
