import { pathFlag } from './path-flag.js';
import type { TypedFlag } from './typed-flag.js';

/** `--objects <folder>`: object models like YCB's, or the built-in ones. */
export function objectsFlag(note?: string, fallback?: string): TypedFlag<string> {
  const description = 'a folder of YCB-style object models, or `procedural`';
  return pathFlag('--objects <folder>', note === undefined ? description : `${description} (${note})`, {
    kind: 'folder',
    words: ['procedural'],
    fallback,
  });
}
