import { readdir } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { InputError } from '../../base/errors/input-error.js';
import type { ObjectModel } from '../object-model.js';
import { ycbId } from '../ycb-classes.js';
import { type ReadObjOptions, readObj } from './read-obj.js';

export interface LoadObjectFolderOptions extends Pick<ReadObjOptions, 'textureSize'> {
  /** Only these folder names. */
  names?: readonly string[];
  /** Called with each object that cannot be read, which is then left out; without it the first one is thrown. */
  onRefused?: (name: string, error: InputError) => void;
}

/** Looked for in each object's folder, in this order; then any single OBJ. */
const FILES = ['textured_simple.obj', 'textured.obj', 'google_16k/textured.obj', 'nontextured.obj'];

/**
 * Reads a folder of models laid out as YCB's (`<dir>/<class>/textured_simple.obj`), or of plain OBJ files. Sorted by
 * name; objects that are not YCB's get ids from 22 on.
 */
export async function loadObjectFolder(
  directory: string,
  options: LoadObjectFolderOptions = {},
): Promise<ObjectModel[]> {
  const found = await findModels(directory);
  const wanted = options.names ? found.filter(({ name }) => options.names?.includes(name)) : found;
  const absent = options.names?.filter((name) => !found.some((each) => each.name === name)) ?? [];
  if (absent.length > 0) {
    const names = found.map(({ name }) => name).join(', ');
    throw new InputError(`${directory}: expected objects ${absent.join(', ')}, found ${names || 'none'}`);
  }
  if (wanted.length === 0) {
    throw new InputError(
      `${directory}: expected object folders such as 003_cracker_box/textured_simple.obj, or OBJ files; found none`,
    );
  }
  const models: ObjectModel[] = [];
  // Ids depend on what lies in the folder, not on what was asked for or could be read.
  const own = found.filter(({ name }) => ycbId(name) === null).map(({ name }) => name);
  for (const { name, path } of wanted) {
    const id = ycbId(name) ?? 22 + own.indexOf(name);
    try {
      models.push(await readObj(path, { textureSize: options.textureSize, name, id }));
    } catch (error) {
      if (!(error instanceof InputError) || !options.onRefused) throw error;
      options.onRefused(name, error);
    }
  }
  return models;
}

async function findModels(directory: string): Promise<{ name: string; path: string }[]> {
  const entries = await list(directory);
  if (!entries)
    throw new InputError(`${directory}: expected a folder of object models, found no such folder`);
  const out: { name: string; path: string }[] = [];
  for (const entry of entries) {
    if (extname(entry) === '.obj') {
      out.push({ name: entry.slice(0, -4), path: join(directory, entry) });
      continue;
    }
    const inside = await list(join(directory, entry));
    if (!inside) continue;
    const deeper = inside.includes('google_16k') ? await list(join(directory, entry, 'google_16k')) : null;
    const files = [...inside, ...(deeper ?? []).map((file) => `google_16k/${file}`)];
    const single = inside.filter((file) => extname(file) === '.obj');
    const file = FILES.find((each) => files.includes(each)) ?? (single.length === 1 ? single[0] : undefined);
    if (file) out.push({ name: entry, path: join(directory, entry, file) });
  }
  return out.sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function list(directory: string): Promise<string[] | null> {
  try {
    return (await readdir(directory)).sort();
  } catch {
    return null;
  }
}
