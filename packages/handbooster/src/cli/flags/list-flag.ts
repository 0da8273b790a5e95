import { TypedFlag } from './typed-flag.js';

/** A flag that takes names with commas between; with `choices`, only those. */
export function listFlag<Name extends string = string>(
  flags: string,
  description: string,
  choices?: readonly Name[],
): TypedFlag<Name[]> {
  const expects =
    choices === undefined
      ? 'names with commas between'
      : `one or more of ${choices.join(', ')}, with commas between`;
  return new TypedFlag(flags, description, expects, (text) => {
    const names = text.split(',').map((name) => name.trim());
    if (names.some((name) => name === '')) return null;
    if (choices !== undefined && names.some((name) => !choices.includes(name as Name))) return null;
    return names as Name[];
  });
}
