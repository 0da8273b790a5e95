import { readFileSync } from 'node:fs';
import { InputError } from '../errors/input-error.js';
import { parseJson } from './parse-json.js';

/** What the system says of a file that cannot be read, in words. */
const REASONS: Record<string, string> = {
  ENOENT: 'file is missing',
  EISDIR: 'expected a file, found a folder',
  ENOTDIR: 'expected a folder on the way to it, found a file',
  EACCES: 'not allowed to read it',
};

/** Why a file cannot be read, as an {@link InputError} that names it. */
export function unreadable(path: string, error: unknown): InputError {
  const { code } = error as NodeJS.ErrnoException;
  if (code === undefined) throw error;
  return new InputError(`${path}: ${REASONS[code] ?? `cannot be read (${code})`}`, { cause: error });
}

/** A text file's content. @throws {InputError} naming it, also where a folder has its name */
export function readTextFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw unreadable(path, error);
  }
}

/**
 * The value of a JSON file of the product's own, whose fields are known.
 *
 * @param mend what to do about a damaged one
 * @throws {InputError} naming the file
 */
export function readJsonFile(path: string, mend = 'make it anew'): unknown {
  const text = readTextFile(path);
  try {
    return parseJson(text);
  } catch {
    throw new InputError(`${path}: expected JSON, found something else; ${mend}`);
  }
}
