import { closeSync, openSync, readSync } from 'node:fs';
import { InputError } from '../../base/errors/input-error.js';

/** A JSON file of equally nested lists of numbers. */
export interface NumberLists {
  shape: number[];
  data: Float64Array;
}

const COMMA = 44;
const OPEN = 91;
const CLOSE = 93;

/**
 * Reads a JSON file of nested lists of numbers of any size in one pass: the HO3D vertices of 20,000 frames are past what
 * one string can hold. Only lists and numbers are understood, `NaN` and `Infinity` (as Python writes them) included.
 *
 * Lists may have different lengths only at `raggedDepth` 1, where each item of the outermost list is one NumberLists:
 * `pred.json` is [joints, vertices].
 */
export function readNumberLists(path: string, raggedDepth = 0): NumberLists[] {
  const parser = new Parser(path, raggedDepth);
  const file = openInput(path);
  try {
    const chunk = Buffer.allocUnsafe(1 << 20);
    for (;;) {
      const length = readSync(file, chunk, 0, chunk.length, null);
      if (length === 0) break;
      parser.push(chunk, length);
    }
  } finally {
    closeSync(file);
  }
  return parser.finish();
}

function openInput(path: string): number {
  try {
    return openSync(path, 'r');
  } catch (error) {
    throw new InputError(`${path}: cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}

class Parser {
  #offset = 0;
  #depth = 0;
  #text = '';
  #counts: number[] = [0];
  #shape: number[] = [];
  #data = new Float64Array(1 << 16);
  #length = 0;
  #lists: NumberLists[] = [];
  #closed = false;
  /** The depth at which this list has its numbers; -1 before the first. */
  #leaf = -1;
  /** After a value only a comma or a closing bracket may come. */
  #afterValue = false;

  constructor(
    readonly path: string,
    readonly raggedDepth: number,
  ) {}

  push(chunk: Buffer, length: number): void {
    for (let i = 0; i < length; i++) {
      const byte = chunk[i];
      this.#offset++;
      if (byte === OPEN) this.#open();
      else if (byte === CLOSE) this.#close();
      else if (byte === COMMA) this.#comma();
      else if (byte === 32 || byte === 10 || byte === 13 || byte === 9) this.#endNumber();
      else this.#digit(byte);
    }
  }

  finish(): NumberLists[] {
    if (!this.#closed) this.#fail('the file ends inside a list: it is truncated');
    return this.#lists;
  }

  #open(): void {
    if (this.#closed || this.#text !== '' || this.#afterValue) this.#fail('a "[" where none can be');
    this.#depth++;
    if (this.#depth > this.#leaf && this.#leaf >= 0) this.#fail('a list among numbers');
    this.#counts[this.#depth] = 0;
  }

  #close(): void {
    this.#endNumber();
    if (this.#depth === 0) this.#fail('a "]" without its "["');
    const level = this.#depth - 1 - this.raggedDepth;
    const count = this.#counts[this.#depth];
    if (count > 0 && !this.#afterValue) this.#fail('a comma before "]"');
    if (level >= 0) {
      this.#shape[level] ??= count;
      if (this.#shape[level] !== count) {
        this.#fail(`a list of ${count} where the lists before had ${this.#shape[level]}`);
      }
    }
    this.#depth--;
    this.#counts[this.#depth]++;
    this.#afterValue = true;
    if (this.#depth === this.raggedDepth) this.#endList();
    if (this.#depth === 0) this.#closed = true;
  }

  #comma(): void {
    this.#endNumber();
    if (!this.#afterValue || this.#depth === 0) this.#fail('a comma where none can be');
    this.#afterValue = false;
  }

  #digit(byte: number): void {
    if (this.#depth === 0 || this.#afterValue) this.#fail(`"${String.fromCharCode(byte)}" where none can be`);
    this.#text += String.fromCharCode(byte);
    if (this.#text.length > 64) this.#fail(`"${this.#text.slice(0, 20)}..." is no number`);
  }

  #endNumber(): void {
    if (this.#text === '') return;
    const value = this.#text === 'NaN' ? Number.NaN : Number(this.#text);
    if (Number.isNaN(value) && this.#text !== 'NaN') this.#fail(`"${this.#text}" is no number`);
    if (this.#leaf < 0) this.#leaf = this.#depth;
    if (this.#leaf !== this.#depth) this.#fail('a number among lists');
    if (this.#length === this.#data.length) {
      const grown = new Float64Array(2 * this.#length);
      grown.set(this.#data);
      this.#data = grown;
    }
    this.#data[this.#length++] = value;
    this.#text = '';
    this.#counts[this.#depth]++;
    this.#afterValue = true;
  }

  #endList(): void {
    const size = this.#shape.reduce((a, b) => a * b, 1);
    if (size !== this.#length)
      this.#fail(`lists of shape ${this.#shape.join(' x ')} hold ${this.#length} numbers`);
    this.#lists.push({ shape: this.#shape, data: this.#data.slice(0, this.#length) });
    this.#shape = [];
    this.#leaf = -1;
    this.#length = 0;
  }

  #fail(found: string): never {
    throw new InputError(
      `${this.path}: byte ${this.#offset}: expected nested lists of numbers, found ${found}`,
    );
  }
}
