import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { loadBuiltinHand } from '../hand/model/builtin-hand.js';
import { findHandModel, manoFile } from '../hand/model/find-hand-model.js';
import { handByName } from '../hand/model/hand-by-name.js';
import type { HandModel, HandSide } from '../hand/model/hand-model.js';
import type { HandModels } from '../hand/model/hand-models.js';
import { HAND_MODEL_FILE } from './dexycb/dexycb-layout.js';
import { EXPORT_FILE } from './export-file.js';

const SIDES: readonly HandSide[] = ['right', 'left'];

/**
 * The hand models to hold a dataset's labels against.
 *
 * @param name `builtin`, `mano` (found by MANO_DIR) or the path of a model or its folder; null for what the
 * dataset names: the built-in hand where its files have that hash, else MANO where MANO_DIR leads to it, else
 * none.
 * @throws InputError when a named one is not there
 */
export function handsOfData(root: string, name: string | null, env = process.env): HandModels {
  if (name === 'builtin' || (name === null && namesBuiltin(root))) {
    return { right: loadBuiltinHand('right'), left: loadBuiltinHand('left') };
  }
  const place = name === null || name === 'mano' ? env.MANO_DIR : name;
  if (name === null && (place === undefined || place === '')) return {};
  if (place !== undefined && existsSync(place) && statSync(place).isFile()) {
    const model = findHandModel({
      path: place,
      side: place.toUpperCase().includes('LEFT') ? 'left' : 'right',
    });
    return { [model.side]: model };
  }
  const found = SIDES.filter((side) => place !== undefined && manoFile(place, side) !== null);
  // Neither side: the finder says where it looked and how to mend it.
  if (found.length === 0) return { right: handByName(name ?? place ?? 'mano', 'right', env) };
  return Object.fromEntries(
    found.map((side): [HandSide, HandModel] => [side, findHandModel({ path: place, side })]),
  );
}

/**
 * Whether a capture's `hand_model.json`, the `dataset.json` of shards or the `export.json` of an export has
 * the built-in hand's hash in it. An annotation file belongs to the folder it lies in, or to the one above
 * its `annotations/`.
 */
function namesBuiltin(root: string): boolean {
  const isFile = existsSync(root) && statSync(root).isFile();
  const folders = isFile ? [dirname(root), dirname(dirname(root))] : [root];
  const files = folders.flatMap((folder) =>
    [HAND_MODEL_FILE, 'dataset.json', EXPORT_FILE].map((name) => join(folder, name)),
  );
  const { hash } = loadBuiltinHand('right');
  return files.some((path) => existsSync(path) && readFileSync(path, 'utf8').includes(hash));
}
