import { BusyError } from '../errors/busy-error.js';
import { InputError } from '../errors/input-error.js';
import { Interrupted } from '../errors/interrupted.js';

/**
 * An error as it crosses from thread to thread: a clone would forget what kind it was, and what the system
 * said.
 */
export interface ThreadError {
  kind: string;
  /** The name by which the command line and others know it, where the kind is one of another package. */
  name: string;
  message: string;
  /** What else is wrong with an input. */
  others?: string[];
  stack?: string;
  /** The system's word for it, for example ENOSPC, and the file that it is about. */
  code?: string;
  path?: string;
}

const KINDS: Record<string, new (message: string) => Error> = {
  InputError,
  BusyError,
  Interrupted,
  RangeError,
  TypeError,
};

/** What was thrown, as plain data. */
export function packError(thrown: unknown): ThreadError {
  if (!(thrown instanceof Error)) return { kind: 'Error', name: 'Error', message: String(thrown) };
  const kind = Object.keys(KINDS).find((name) => thrown instanceof KINDS[name]) ?? 'Error';
  const { name, message, stack, code, path } = thrown as NodeJS.ErrnoException;
  const others = thrown instanceof InputError ? thrown.messages.slice(1) : undefined;
  return { kind, name, message, others, stack, code, path };
}

/** The error again, of the same type and with the stack of the thread that threw it. */
export function unpackError({ kind, name, message, others, stack, code, path }: ThreadError): Error {
  const error =
    kind === 'InputError' ? new InputError(message, { others }) : new (KINDS[kind] ?? Error)(message);
  if (error.name !== name) error.name = name;
  if (code !== undefined) Object.assign(error, { code });
  if (path !== undefined) Object.assign(error, { path });
  if (stack !== undefined) error.stack = stack;
  return error;
}
