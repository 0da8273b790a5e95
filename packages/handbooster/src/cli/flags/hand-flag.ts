import { pathFlag } from './path-flag.js';
import type { TypedFlag } from './typed-flag.js';

const HAND_WORDS = ['builtin', 'mano'];

/** `--hand <model>`: the built-in hand, `mano` (found by MANO_DIR), or the file or folder of a model. */
export function handFlag(note?: string, fallback?: string): TypedFlag<string> {
  const description = '`builtin`, `mano` (found by MANO_DIR), or the path of a model';
  return pathFlag('--hand <model>', note === undefined ? description : `${description} (${note})`, {
    kind: 'either',
    words: HAND_WORDS,
    fallback,
  });
}
