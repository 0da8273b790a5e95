import { InputError } from '../errors/input-error.js';

/** An error as it crosses from thread to thread: a clone would forget that it was an `InputError`. */
export interface ThreadError {
  kind: string;
  message: string;
  stack?: string;
}

const KINDS: Record<string, new (message: string) => Error> = { InputError, RangeError, TypeError };

/** What was thrown, as plain data. */
export function packError(thrown: unknown): ThreadError {
  if (!(thrown instanceof Error)) return { kind: 'Error', message: String(thrown) };
  const kind = Object.keys(KINDS).find((name) => thrown instanceof KINDS[name]) ?? 'Error';
  return { kind, message: thrown.message, stack: thrown.stack };
}

/** The error again, of the same type and with the stack of the thread that threw it. */
export function unpackError({ kind, message, stack }: ThreadError): Error {
  const error = new (KINDS[kind] ?? Error)(message);
  if (stack !== undefined) error.stack = stack;
  return error;
}
