import { existsSync, statSync } from 'node:fs';
import { InputError } from '../../base/errors/input-error.js';
import { flagName, TypedFlag } from './typed-flag.js';

const KINDS = {
  file: { expects: 'a file that exists', fits: (path: string) => statSync(path).isFile() },
  folder: { expects: 'a folder that exists', fits: (path: string) => statSync(path).isDirectory() },
  either: { expects: 'a file or folder that exists', fits: () => true },
} as const;

export interface PathFlagOptions {
  /** What must be there before the work begins. */
  kind: keyof typeof KINDS;
  /** Words that stand for something else than a path, for example `procedural`. */
  words?: readonly string[];
  fallback?: string;
}

/** A flag that takes the path of something to read. What is not there is bad input, not bad usage. */
export function pathFlag(
  flags: string,
  description: string,
  { kind, words = [], fallback }: PathFlagOptions,
): TypedFlag<string> {
  const { expects, fits } = KINDS[kind];
  const known = words.length === 0 ? expects : `${words.join(', ')}, or ${expects}`;
  return new TypedFlag(
    flags,
    description,
    known,
    (text) => {
      if (words.includes(text) || (existsSync(text) && fits(text))) return text;
      throw new InputError(`${flagName(flags)}: expected ${known}, found "${text}"`);
    },
    fallback,
  );
}
