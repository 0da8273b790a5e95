import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { loadBuiltinHand } from '../hand/model/builtin-hand.js';
import { findHandModel, manoFile } from '../hand/model/find-hand-model.js';
import type { HandModel, HandSide } from '../hand/model/hand-model.js';
import type { HandModels } from '../hand/model/hand-models.js';
import { HAND_MODEL_FILE } from './dexycb/dexycb-layout.js';

const SIDES: readonly HandSide[] = ['right', 'left'];

/**
 * The hand models to hold a dataset's labels against.
 *
 * @param name `builtin`, `mano` (found by MANO_DIR) or the path of a model or its folder; null for what the dataset
 * names: the built-in hand where its files have that hash, else MANO where MANO_DIR leads to it, else none.
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
  if (found.length === 0) return { right: findHandModel(name === 'mano' ? {} : { path: place }) };
  return Object.fromEntries(
    found.map((side): [HandSide, HandModel] => [side, findHandModel({ path: place, side })]),
  );
}

/** Whether a capture's `hand_model.json` or the `dataset.json` of shards has the built-in hand's hash in it. */
function namesBuiltin(root: string): boolean {
  return [HAND_MODEL_FILE, 'dataset.json'].some((name) => {
    const path = join(root, name);
    return existsSync(path) && readFileSync(path, 'utf8').includes(loadBuiltinHand('right').hash);
  });
}
