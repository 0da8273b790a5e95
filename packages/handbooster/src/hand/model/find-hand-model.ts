import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../base/errors/input-error.js';
import { loadBuiltinHand } from './builtin-hand.js';
import type { HandModel, HandSide } from './hand-model.js';
import { type ReadManoOptions, readManoPickle } from './mano-file.js';

/** What the hand that ships is called. */
export const BUILTIN_HAND = 'builtin';

export interface FindHandModelOptions extends ReadManoOptions {
  /** A model file, or a folder with MANO_RIGHT.pkl and MANO_LEFT.pkl; 'builtin' for the one that ships. */
  path?: string;
  /** Environment to look for MANO_DIR in. */
  env?: Record<string, string | undefined>;
}

/** File names looked for in a folder, in this order; also in its `models` and `mano` folders. */
function fileNames(side: HandSide): string[] {
  const name = side === 'right' ? 'MANO_RIGHT' : 'MANO_LEFT';
  return [`${name}.pkl`, `${name}.npz`];
}

/**
 * The hand to use: the one at `path` if given (from a config), else MANO where the environment's MANO_DIR
 * says, else the built-in one. A path that leads nowhere is an error, never a silent fall back.
 *
 * @example
 * ```ts
 * import { findHandModel } from 'handbooster';
 * const hand = findHandModel({ path: 'builtin', side: 'left' }); // or the path of MANO's file or folder
 * console.log(hand.side); // left
 * ```
 */
export function findHandModel(options: FindHandModelOptions = {}): HandModel {
  const { path, env = process.env, side = 'right', ...rest } = options;
  const place = path ?? (env.MANO_DIR || undefined);
  if (place === undefined || place === BUILTIN_HAND) return loadBuiltinHand(side);
  const file = manoFile(place, side);
  if (file === null) {
    const where = path === undefined ? `MANO_DIR is ${place}` : `hand model: ${place}`;
    throw new InputError(
      `${where}: found no ${fileNames(side).join(' or ')} there; ` +
        "download MANO from https://mano.is.tue.mpg.de, correct the path, or use 'builtin'",
    );
  }
  return readManoPickle(file, { ...rest, side });
}

/** The MANO file of a side at a place (the file itself or a folder above it), or null. */
export function manoFile(place: string, side: HandSide = 'right'): string | null {
  if (!existsSync(place)) return null;
  if (statSync(place).isFile()) return place;
  for (const folder of ['', 'models', 'mano', join('mano', 'models'), join('models', 'mano')]) {
    for (const name of fileNames(side)) {
      const file = join(place, folder, name);
      if (existsSync(file)) return file;
    }
  }
  return null;
}
