import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { InputError } from '../errors/input-error.js';
import { unreadable } from './read-text-file.js';
import { temporaryName } from './temporary-name.js';

/** Characters that are written at a time. */
const CHUNK = 1 << 20;

/**
 * Writes one JSON text a line, a part at a time: a file may be longer than any string. A reader sees all of
 * it or nothing.
 *
 * @returns how many lines
 */
export function writeJsonLines(
  path: string,
  values: Iterable<unknown> | AsyncIterable<unknown>,
): Promise<number> {
  return writeTextLines(path, textsOf(values));
}

async function* textsOf(values: Iterable<unknown> | AsyncIterable<unknown>): AsyncGenerator<string> {
  for await (const value of values) yield JSON.stringify(value);
}

/** {@link writeJsonLines} of texts without an end of line in them. */
export async function writeTextLines(
  path: string,
  lines: Iterable<string> | AsyncIterable<string>,
): Promise<number> {
  const temporary = temporaryName(path);
  await mkdir(dirname(path), { recursive: true });
  const file = await open(temporary, 'w');
  let count = 0;
  try {
    let text = '';
    for await (const line of lines) {
      text += `${line}\n`;
      count++;
      if (text.length < CHUNK) continue;
      await file.appendFile(text);
      text = '';
    }
    await file.appendFile(text);
    await file.sync();
    await file.close();
    await rename(temporary, path);
  } catch (error) {
    await file.close().catch(() => {});
    await rm(temporary, { force: true });
    throw error;
  }
  return count;
}

/**
 * The lines of a file and their numbers from 1, a part of the file in memory at a time. Empty lines are
 * passed over.
 *
 * @throws {InputError} when the file cannot be read
 */
export async function* textLines(path: string): AsyncGenerator<{ line: string; number: number }> {
  let rest = '';
  let number = 0;
  try {
    for await (const part of createReadStream(path, { encoding: 'utf8', highWaterMark: CHUNK })) {
      const lines = (rest + part).split('\n');
      rest = lines.pop() as string;
      for (const line of lines) {
        number++;
        if (line !== '') yield { line, number };
      }
    }
  } catch (error) {
    throw unreadable(path, error);
  }
  if (rest !== '') yield { line: rest, number: number + 1 };
}

/** The value of a line of JSON. @throws {InputError} naming file and line */
export function parseJsonLine(path: string, { line, number }: { line: string; number: number }): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new InputError(`${path}: line ${number}: expected JSON, found ${line.slice(0, 40)}`);
  }
}

/** The values of a file of JSON lines. @throws {InputError} naming file and line */
export async function* jsonLines(path: string): AsyncGenerator<unknown> {
  for await (const text of textLines(path)) yield parseJsonLine(path, text);
}
