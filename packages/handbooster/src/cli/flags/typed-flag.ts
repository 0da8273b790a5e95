import { Option } from 'commander';
import { FlagError } from './flag-error.js';

/**
 * A flag whose text is read when the command line is: a verb gets the value, never the text. A text that
 * cannot be read ends the program before any work, with the flag, what was expected and what was found.
 */
export class TypedFlag<T> extends Option {
  /**
   * @param flags as commander writes them, for example `--count <number>`
   * @param expects what a value must be, in words: of the error and of the reference
   * @param read gives null for a text that is no such value
   * @param fallback the value without the flag; none where it is undefined
   */
  constructor(
    flags: string,
    description: string,
    readonly expects: string,
    read: (text: string) => T | null,
    fallback?: T,
  ) {
    super(flags, description);
    this.argParser((text: string) => {
      const value = read(text);
      if (value === null) throw new FlagError(`${flagName(flags)}: expected ${expects}, found "${text}"`);
      return value;
    });
    if (fallback !== undefined) this.default(fallback);
  }
}

/** `--count` of `-c, --count <number>`: the name that errors call a flag by. */
export function flagName(flags: string): string {
  return /--[\w-]+/.exec(flags)?.[0] ?? flags;
}
