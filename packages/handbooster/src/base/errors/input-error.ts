/** A fault that the user can mend: the command line prints its message as one line, without a stack. */
export class InputError extends Error {
  override name = 'InputError';
}
