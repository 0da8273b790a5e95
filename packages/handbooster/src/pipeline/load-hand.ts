import { loadBuiltinHand } from '../hand/builtin-hand.js';
import { findHandModel } from '../hand/find-hand-model.js';
import type { HandModel } from '../hand/hand-model.js';
import type { Config } from './config-schema.js';

/** The hand model a configuration names: the built-in one, `mano` (found by MANO_DIR), or a file. */
export function loadHand(config: Pick<Config, 'hand'>): HandModel {
  const { model } = config.hand;
  if (model === 'builtin') return loadBuiltinHand('right');
  return findHandModel(model === 'mano' ? {} : { path: model });
}
