import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readJson, z } from '../../base/files/read-yaml.js';
import { YCB_CLASSES } from '../../objects/ycb-classes.js';

/** File below `models/` that names the objects of a capture, where they are not (only) YCB's. */
export const OBJECT_NAMES_FILE = 'objects.json';

const SCHEMA = z.array(z.object({ id: z.number().int().min(1).max(254), name: z.string().min(1) }));

/** The names of a capture's objects by id: YCB's, overlaid by its own `models/objects.json`. */
export async function readObjectNames(root: string): Promise<Map<number, string>> {
  const names = new Map(YCB_CLASSES.map((name, i) => [i + 1, name]));
  const path = join(root, 'models', OBJECT_NAMES_FILE);
  if (existsSync(path)) for (const { id, name } of await readJson(path, SCHEMA)) names.set(id, name);
  return names;
}
