import { createReadStream, existsSync } from 'node:fs';
import { io } from '@handbooster/torch';
import { InputError } from '../../base/errors/input-error.js';
import { parseJson } from '../../base/files/parse-json.js';
import { oneLine } from '../../base/files/read-arrays.js';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

/** Longest element that is accepted, bytes. */
const MAX_ELEMENT = 1 << 24;

/**
 * Reads a JSON file `{"a": [{...}, {...}], "b": [...], ...}` element by element: annotation files pass the
 * longest string that JSON.parse could take. Other values of the top level are passed over.
 *
 * @param onElement gets the array's key and one parsed object of it.
 * @throws {InputError} naming file and byte for a missing, cut or malformed file.
 */
export async function streamJsonArrays(
  path: string,
  onElement: (key: string, value: unknown) => void,
): Promise<void> {
  if (existsSync(path)) {
    const { name, words, mend = 'give the file itself' } = io.recogniseFileAt(path);
    if (name !== 'json' && name !== 'text' && name !== 'unknown')
      throw new InputError(`${path}: not JSON but ${words}; ${mend}`);
  }
  let depth = 0; // of braces and brackets
  let inText = false;
  let escaped = false;
  let key = '';
  let text: number[] = []; // the latest text at depth 1: a key
  let element: Buffer[] = [];
  let elementLength = 0;
  let inElement = false;
  let position = 0;
  const fail = (problem: string): never => {
    throw new InputError(`${path}: byte ${position}: ${problem}; is it a COCO-style JSON file, and whole?`);
  };
  const finish = (): void => {
    let value: unknown;
    try {
      value = parseJson(Buffer.concat(element).toString('utf8'));
    } catch (error) {
      fail(`not JSON (${oneLine(error)})`);
    }
    onElement(key, value);
    element = [];
    elementLength = 0;
    inElement = false;
  };
  const stream = createReadStream(path, { highWaterMark: 1 << 20 });
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      let start = 0; // of the element's part in this chunk
      for (let i = 0; i < chunk.length; i++) {
        const byte = chunk[i];
        if (inText) {
          if (escaped) escaped = false;
          else if (byte === BACKSLASH) escaped = true;
          else if (byte === QUOTE) {
            inText = false;
            if (depth === 1) key = Buffer.from(text).toString('utf8');
            continue;
          }
          if (depth === 1) text.push(byte);
          continue;
        }
        if (byte === QUOTE) {
          inText = true;
          text = [];
        } else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
          if (depth === 0 && byte !== OPEN_BRACE) {
            position += i;
            fail('expected an object');
          }
          if (depth === 2 && !inElement) {
            inElement = true;
            start = i;
          }
          depth++;
        } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
          depth--;
          if (depth === 2 && inElement) {
            element.push(chunk.subarray(start, i + 1));
            position += i;
            finish();
            position -= i;
          }
          if (depth < 0) {
            position += i;
            fail('a bracket closes that was not opened');
          }
        }
      }
      if (inElement) {
        element.push(Buffer.from(chunk.subarray(start)));
        elementLength += chunk.length - start;
        if (elementLength > MAX_ELEMENT) fail(`an element of "${key}" passes ${MAX_ELEMENT} bytes`);
      }
      position += chunk.length;
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new InputError(`${path}: ${code === 'ENOENT' ? 'file is missing' : `cannot be read (${code})`}`);
  }
  if (position === 0) fail('the file is empty');
  if (depth !== 0 || inText) fail('the file is cut: brackets are still open');
}
