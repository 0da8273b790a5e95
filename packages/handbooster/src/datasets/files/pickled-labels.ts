import * as io from '@handbooster/torch/io';
import { InputError } from '../../base/errors/input-error.js';
import { oneLine, readBytes } from '../../base/files/read-arrays.js';

/** An array that a label file has, or, where `optional`, may have. */
export interface ExpectedNumbers {
  key: string;
  count: number;
  optional?: boolean;
}

/** The fields of a pickled dict of labels (`meta/*.pkl`), checked as they are taken. */
export class PickledLabels {
  readonly path: string;
  readonly #fields: Map<io.PickleValue, io.PickleValue>;

  constructor(path: string, fields: Map<io.PickleValue, io.PickleValue>) {
    this.path = path;
    this.#fields = fields;
  }

  /** Reads a file. @throws {InputError} for a missing or damaged one, or one that is no dict. */
  static async read(path: string): Promise<PickledLabels> {
    const bytes = await readBytes(path);
    let value: io.PickleValue;
    try {
      value = io.unpickle(bytes, { file: path });
    } catch (error) {
      if (!['pickle', 'text', 'unknown'].includes(io.recogniseFile(bytes).name))
        throw new InputError(`${path}: expected a Python pickle, found ${io.describeFile(bytes)}`);
      throw new InputError(`${oneLine(error)}; fetch the file again`);
    }
    if (!(value instanceof Map)) throw new InputError(`${path}: expected a pickled dict of labels`);
    return new PickledLabels(path, value);
  }

  /** True where a key is there and not None. */
  has(key: string): boolean {
    return (this.#fields.get(key) ?? null) !== null;
  }

  /** `count` finite numbers under a key, whatever their shape. */
  numbers(key: string, count: number): Float64Array {
    const value = this.#fields.get(key);
    if (value === undefined || value === null) {
      return this.#fail(key, `${count} numbers`, value === null ? 'None' : 'nothing');
    }
    const numbers = numbersOf(value);
    if (numbers === null) return this.#fail(key, `${count} numbers`, typeof value);
    if (numbers.length !== count) return this.#fail(key, `${count} numbers`, `${numbers.length}`);
    const bad = numbers.findIndex((number) => !Number.isFinite(number));
    if (bad >= 0) return this.#fail(key, 'finite numbers', `${numbers[bad]} at ${bad}`);
    return numbers;
  }

  /** What is wrong with arrays of numbers, a line each: their length, and numbers that are not finite. */
  faults(expected: readonly ExpectedNumbers[]): string[] {
    const faults: string[] = [];
    for (const { key, count, optional } of expected) {
      if (optional && !this.has(key)) continue;
      try {
        this.numbers(key, count);
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        faults.push(error.message);
      }
    }
    return faults;
  }

  text(key: string): string {
    const value = this.#fields.get(key);
    return typeof value === 'string'
      ? value
      : this.#fail(key, 'a text', value === undefined ? 'nothing' : typeof value);
  }

  /** A text or a whole number that can name a folder. */
  name(key: string): string {
    const value = this.#fields.get(key);
    const text = typeof value === 'number' && Number.isInteger(value) ? String(value) : this.text(key);
    return /^[\w-]+$/.test(text) ? text : this.#fail(key, 'a name of letters, digits and dashes', text);
  }

  #fail(key: string, expected: string, found: string): never {
    throw new InputError(`${this.path}: ${key}: expected ${expected}, found ${found}`);
  }
}

/**
 * Numbers of an array, of nested lists of numbers and arrays, or of one number; null for what is none of
 * these.
 */
function numbersOf(value: io.PickleValue): Float64Array | null {
  if (io.isArrayData(value)) return io.arrayToNumbers(value);
  if (typeof value === 'number') return Float64Array.of(value);
  if (!Array.isArray(value)) return null;
  // An item that is no number counts as one that is not finite: a None among numbers is no zero.
  const parts = value.map((item) => numbersOf(item) ?? Float64Array.of(Number.NaN));
  return Float64Array.from(parts.flatMap((part) => Array.from(part)));
}
