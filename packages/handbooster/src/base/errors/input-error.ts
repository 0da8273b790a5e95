/** What an {@link InputError} may carry beside its message. */
export interface InputErrorOptions extends ErrorOptions {
  /** What else is wrong, where more than one thing was looked for. */
  others?: readonly string[];
}

/**
 * A fault that the user can mend: the command line prints its message as one line, without a stack.
 *
 * @example
 * ```ts
 * import { InputError, loadConfig } from 'handbooster';
 * try {
 *   loadConfig('no-such-preset');
 * } catch (error) {
 *   if (error instanceof InputError) console.log('to be mended'); // to be mended
 * }
 * ```
 */
export class InputError extends Error {
  override name = 'InputError';
  /** All that is wrong; the error's message is the first. */
  readonly messages: readonly string[];

  constructor(message = '', { others = [], ...options }: InputErrorOptions = {}) {
    super(message, options);
    this.messages = [message, ...others];
  }
}
