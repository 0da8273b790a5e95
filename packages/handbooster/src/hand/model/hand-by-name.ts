import { InputError } from '../../base/errors/input-error.js';
import { findHandModel } from './find-hand-model.js';
import type { HandModel, HandSide } from './hand-model.js';

/**
 * The hand model of a name: `builtin`, `mano` (found by MANO_DIR), or the path of a model. What is asked for
 * and not there is an error, never the built-in hand instead.
 */
export function handByName(
  name: string,
  side: HandSide = 'right',
  env: Record<string, string | undefined> = process.env,
): HandModel {
  if (name !== 'mano') return findHandModel({ path: name, side });
  if (!env.MANO_DIR) {
    throw new InputError(
      'hand model: mano is looked for where MANO_DIR says, and it is not set; ' +
        'set it to the folder of MANO_RIGHT.pkl (https://mano.is.tue.mpg.de), give the path, or use builtin',
    );
  }
  return findHandModel({ env, side });
}

/** The hand model that a configuration names. */
export function loadHand({ hand }: { hand: { model: string } }): HandModel {
  return handByName(hand.model);
}
