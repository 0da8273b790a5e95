import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { InputError } from '../../base/errors/input-error.js';
import { boundsOf } from '../../geometry/mesh/area-and-volume.js';
import { likelyUnit } from '../../geometry/mesh/likely-unit.js';
import { READ_OBJ_DEFAULTS, type ReadObjOptions } from '../files/read-obj.js';
import { readModel } from '../formats/read-model.js';
import type { ObjectModel } from '../object-model.js';
import { ycbId } from '../ycb-classes.js';
import { findModels } from './find-models.js';

export interface LoadObjectFolderOptions extends Pick<ReadObjOptions, 'textureSize' | 'onNote'> {
  /** Only these names. */
  names?: readonly string[];
  /**
   * Called with each object that cannot be read and each file that is not taken, which are then left out;
   * without it the first object that cannot be read is thrown, and files that are not taken are told to
   * `onNote`.
   */
  onRefused?: (name: string, error: InputError) => void;
}

/**
 * Reads a folder of models laid out as YCB's (`<dir>/<class>/textured_simple.obj`, or its scans'
 * `google_16k`, `tsdf`, `poisson`), or any tree of OBJ, GLB, glTF and PLY files: see `findModels`. Sorted by
 * name; objects that are not YCB's get ids from 22 on.
 *
 * @throws InputError where there is no model, or none that can be read
 *
 * @example
 * ```ts
 * import { loadObjectFolder } from 'handbooster';
 * const objects = await loadObjectFolder('models');
 * console.log(objects.map(({ name }) => name)); // [ 'block' ]
 * ```
 */
export async function loadObjectFolder(
  directory: string,
  options: LoadObjectFolderOptions = {},
): Promise<ObjectModel[]> {
  const { names, onRefused, textureSize } = options;
  const onNote = options.onNote ?? READ_OBJ_DEFAULTS.onNote;
  if (!(await stat(directory).catch(() => null))?.isDirectory())
    throw new InputError(`${directory}: expected a folder of object models, found no such folder`);
  const { models: found, leftOut } = await findModels(resolve(directory));
  const absent = names?.filter((name) => !found.some((each) => each.name === name)) ?? [];
  if (absent.length > 0) {
    const all = found.map(({ name }) => name).join(', ');
    throw new InputError(`${directory}: expected objects ${absent.join(', ')}, found ${all || 'none'}`);
  }
  if (found.length === 0) {
    const others = leftOut.map(({ name, reason }) => `${name} (${reason})`).join('; ');
    throw new InputError(
      `${directory}: expected object folders such as 003_cracker_box/textured_simple.obj, or OBJ, GLB, glTF or PLY files; found ${others || 'none'}`,
    );
  }
  const refused: string[] = [];
  const refuse = (name: string, error: InputError) => {
    refused.push(error.message);
    onRefused?.(name, error);
  };
  if (names === undefined) {
    for (const { name, reason } of leftOut) {
      if (onRefused) onRefused(name, new InputError(`${directory}: ${reason}`));
      else onNote(`${directory}: ${name}: ${reason}`);
    }
  }
  const models: ObjectModel[] = [];
  // Ids depend on what lies in the folder, not on what was asked for or could be read.
  const own = found.filter(({ name }) => ycbId(name) === null).map(({ name }) => name);
  for (const { name, path } of names ? found.filter((each) => names.includes(each.name)) : found) {
    const id = ycbId(name) ?? 22 + own.indexOf(name);
    try {
      const model = await readModel(path, { textureSize, name, id, onNote });
      checkUnit(model, path);
      models.push(model);
    } catch (error) {
      if (!(error instanceof InputError) || !onRefused) throw error;
      refuse(name, error);
    }
  }
  if (models.length === 0) {
    throw new InputError(
      `${directory}: none of its ${refused.length} models can be used: ${refused.slice(0, 3).join('; ')}${refused.length > 3 ? '; ...' : ''}`,
    );
  }
  return models;
}

/**
 * A model in another unit than metres is refused with the one it is likely in: guessed sizes would make wrong
 * labels.
 */
function checkUnit({ vertices }: ObjectModel, path: string): void {
  const { low, high } = boundsOf(vertices);
  const extent = Math.max(...[0, 1, 2].map((k) => high[k] - low[k]));
  const unit = likelyUnit(extent);
  if (unit?.name === 'metres') return;
  const size = `${path}: ${Number(extent.toPrecision(3))} long; expected metres`;
  throw new InputError(
    unit === null
      ? `${size}, and a thing that a hand grasps (5 mm to 3 m)`
      : `${size}, and that looks like ${unit.name}: multiply its vertices by ${unit.metres}`,
  );
}
