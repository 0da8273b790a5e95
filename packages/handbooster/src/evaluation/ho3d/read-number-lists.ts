import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { InputError } from '../../base/errors/input-error.js';

/** A JSON file of equally nested lists of numbers. */
export interface NumberLists {
  shape: number[];
  data: Float64Array;
}

const COMMA = 44;
const MINUS = 45;
const POINT = 46;
const ZERO = 48;
const OPEN = 91;
const CLOSE = 93;

/**
 * Digits whose integer, and the power of ten it is divided by, are exact: the quotient is then rounded once,
 * as `Number` rounds.
 */
const EXACT_DIGITS = 15;
const POWERS = Array.from({ length: EXACT_DIGITS + 1 }, (_, k) => 10 ** k);
/** 1 for bytes that end a number. */
const ENDS = Uint8Array.from({ length: 256 }, (_, byte) =>
  ' \n\r\t,[]'.includes(String.fromCharCode(byte)) ? 1 : 0,
);
/** Numbers there is room for at first. */
const FIRST_LENGTH = 1 << 16;
/** Longest number that is still taken for one. */
const LONGEST = 64;

/**
 * Reads a JSON file of nested lists of numbers of any size in one pass: the HO3D vertices of 20,000 frames
 * are past what one string can hold. Only lists and numbers are understood, `NaN` and `Infinity` (as Python
 * writes them) included.
 *
 * Lists may have different lengths only at `raggedDepth` 1, where each item of the outermost list is one
 * NumberLists: `pred.json` is [joints, vertices].
 */
export function readNumberLists(path: string, raggedDepth = 0): NumberLists[] {
  const file = openInput(path);
  const parser = new Parser(path, raggedDepth, fstatSync(file).size);
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
  /** Of a number that began in the chunk before. */
  #text = '';
  #counts: number[] = [0];
  #shape: number[] = [];
  #data = new Float64Array(FIRST_LENGTH);
  /** Where the present list began. */
  #listStart = 0;
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
    /** Bytes of the whole file. */
    readonly size: number,
  ) {}

  push(chunk: Buffer, length: number): void {
    const base = this.#offset;
    for (let i = 0; i < length; i++) {
      const byte = chunk[i];
      this.#offset = base + i + 1;
      if (byte === COMMA) this.#comma();
      else if (byte === OPEN) this.#open();
      else if (byte === CLOSE) this.#close();
      else if (byte === 32 || byte === 10 || byte === 13 || byte === 9) this.#endNumber();
      else i = this.#number(chunk, i, length);
    }
    this.#offset = base + length;
  }

  /**
   * Reads the number at `first`; one that the chunk's end cuts is gone on with in the next.
   * @returns its last byte's place.
   */
  #number(chunk: Buffer, first: number, length: number): number {
    if (this.#depth === 0 || this.#afterValue) {
      this.#fail(`"${String.fromCharCode(chunk[first])}" where none can be`);
    }
    let i = first;
    if (chunk[i] === MINUS) i++;
    const digits = i;
    let point = -1;
    let value = 0;
    for (; i < length; i++) {
      const digit = chunk[i] - ZERO;
      if (digit >= 0 && digit <= 9) value = 10 * value + digit;
      else if (chunk[i] === POINT && point < 0) point = i;
      else break;
    }
    const decimals = point < 0 ? 0 : i - point - 1;
    const count = i - digits - (point < 0 ? 0 : 1);
    const plain =
      i < length &&
      ENDS[chunk[i]] === 1 &&
      this.#text === '' &&
      count <= EXACT_DIGITS &&
      count > decimals &&
      (point < 0 || decimals > 0);
    if (plain) {
      const size = decimals === 0 ? value : value / POWERS[decimals];
      this.#value(digits > first ? -size : size);
      return i - 1;
    }
    while (i < length && ENDS[chunk[i]] === 0) i++;
    this.#text += chunk.toString('latin1', first, Math.min(i, first + LONGEST + 1));
    this.#offset += i - first - 1;
    if (this.#text.length > LONGEST) this.#fail(`"${this.#text.slice(0, 20)}..." is no number`);
    if (i < length) this.#endNumber();
    return i - 1;
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

  #endNumber(): void {
    if (this.#text === '') return;
    const value = this.#text === 'NaN' ? Number.NaN : Number(this.#text);
    if (Number.isNaN(value) && this.#text !== 'NaN') this.#fail(`"${this.#text}" is no number`);
    this.#text = '';
    this.#value(value);
  }

  #value(value: number): void {
    if (this.#leaf < 0) this.#leaf = this.#depth;
    if (this.#leaf !== this.#depth) this.#fail('a number among lists');
    if (this.#length === this.#data.length) this.#grow();
    this.#data[this.#length++] = value;
    this.#counts[this.#depth]++;
    this.#afterValue = true;
  }

  /**
   * To what the rest of the file will hold if it goes on as it began: once, where doubling would copy
   * everything again and again.
   */
  #grow(): void {
    const whole = Math.ceil((1.02 * this.#length * this.size) / Math.max(1, this.#offset - this.#listStart));
    const grown = new Float64Array(Math.max(2 * this.#length, Math.min(whole, this.size)));
    grown.set(this.#data);
    this.#data = grown;
  }

  #endList(): void {
    const size = this.#shape.reduce((a, b) => a * b, 1);
    if (size !== this.#length)
      this.#fail(`lists of shape ${this.#shape.join(' x ')} hold ${this.#length} numbers`);
    const data = this.#data;
    const spare = data.length - this.#length;
    // Memory that was never written to costs nothing; much of it is given back all the same.
    const whole = spare > 0.1 * data.length ? data.slice(0, this.#length) : data.subarray(0, this.#length);
    this.#lists.push({ shape: this.#shape, data: whole });
    this.#data = new Float64Array(FIRST_LENGTH);
    this.#listStart = this.#offset;
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
