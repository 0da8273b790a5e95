import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { loadObjectFolder } from '../objects/folders/load-object-folder.js';
import type { ObjectModel } from '../objects/object-model.js';
import { OBJECT_NAMES_FILE } from './dexycb/object-names.js';

/**
 * The models of a dataset's `models/`; none where the download came without them, or an export knew none.
 *
 * @throws {InputError} where there are some, and none can be used
 */
export async function datasetObjects(root: string): Promise<ObjectModel[]> {
  const folder = join(root, 'models');
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => name !== OBJECT_NAMES_FILE && !name.startsWith('.'));
  return names.length === 0 ? [] : loadObjectFolder(folder);
}
