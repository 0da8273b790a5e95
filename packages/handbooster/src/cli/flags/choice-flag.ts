import { TypedFlag } from './typed-flag.js';

/** A flag that takes one word of a list. */
export function choiceFlag<Choice extends string>(
  flags: string,
  description: string,
  choices: readonly Choice[],
  fallback?: Choice,
): TypedFlag<Choice> {
  const flag = new TypedFlag(
    flags,
    description,
    `one of ${choices.join(', ')}`,
    (text) => choices.find((choice) => choice === text) ?? null,
    fallback,
  );
  // For the help, the reference and shell completion.
  flag.argChoices = [...choices];
  return flag;
}
