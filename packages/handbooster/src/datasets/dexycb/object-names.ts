import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readJson, z } from '../files/read-yaml.js';

/** Folder names of YCB ids 1 ... 21 in the DexYCB (PoseCNN) numbering. */
const YCB_NAMES: readonly string[] = [
  '002_master_chef_can',
  '003_cracker_box',
  '004_sugar_box',
  '005_tomato_soup_can',
  '006_mustard_bottle',
  '007_tuna_fish_can',
  '008_pudding_box',
  '009_gelatin_box',
  '010_potted_meat_can',
  '011_banana',
  '019_pitcher_base',
  '021_bleach_cleanser',
  '024_bowl',
  '025_mug',
  '035_power_drill',
  '036_wood_block',
  '037_scissors',
  '040_large_marker',
  '051_large_clamp',
  '052_extra_large_clamp',
  '061_foam_brick',
];

/** File below `models/` that names the objects of a capture, where they are not (only) YCB's. */
export const OBJECT_NAMES_FILE = 'objects.json';

const SCHEMA = z.array(z.object({ id: z.number().int().min(1).max(254), name: z.string().min(1) }));

/** The names of a capture's objects by id: YCB's, overlaid by its own `models/objects.json`. */
export async function readObjectNames(root: string): Promise<Map<number, string>> {
  const names = new Map(YCB_NAMES.map((name, i) => [i + 1, name]));
  const path = join(root, 'models', OBJECT_NAMES_FILE);
  if (existsSync(path)) for (const { id, name } of await readJson(path, SCHEMA)) names.set(id, name);
  return names;
}
