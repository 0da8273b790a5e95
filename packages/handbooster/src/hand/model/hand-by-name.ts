import type { Config } from '../../pipeline/config/config-schema.js';
import { loadBuiltinHand } from './builtin-hand.js';
import { findHandModel } from './find-hand-model.js';
import type { HandModel } from './hand-model.js';

/** The hand model a configuration names: the built-in one, `mano` (found by MANO_DIR), or a file. */
export function loadHand(config: Pick<Config, 'hand'>): HandModel {
  const { model } = config.hand;
  if (model === 'builtin') return loadBuiltinHand('right');
  return findHandModel(model === 'mano' ? {} : { path: model });
}
