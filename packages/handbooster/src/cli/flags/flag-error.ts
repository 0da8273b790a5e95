/** The value of a flag is none that it takes: the command line is at fault, not what it names. */
export class FlagError extends Error {
  override name = 'FlagError';
}
