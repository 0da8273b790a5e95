import type { ArrayData } from '../arrays/array-data.js';
import { type ByteSource, withSource } from '../byte-source.js';
import { expectKind } from '../expect-kind.js';
import { FormatError } from '../format-error.js';
import type { NumpyValue } from '../pickle/pickle-value.js';
import { writeAtomic } from '../write-atomic.js';
import { ZipReader } from '../zip/zip-reader.js';
import { type EncodeZipOptions, encodeZip } from '../zip/zip-writer.js';
import { encodeNpy, parseNpyValue, requireNumbers } from './npy.js';

export interface ReadNpzOptions {
  /** Reads only the arrays of these names; one that is missing is an error. */
  only?: readonly string[];
  /** Names bytes in errors. */
  file?: string;
}

/**
 * Reads the arrays of an npz file (stored or compressed), each checked by its CRC-32.
 * @throws {FormatError} naming the file and the member; also where one of them holds texts or Python objects,
 * see `readNpzValues` and the option `only`.
 */
export function readNpz(
  pathOrBytes: string | Uint8Array,
  options: ReadNpzOptions = {},
): Map<string, ArrayData> {
  const file = nameOf(pathOrBytes, options);
  const arrays = new Map<string, ArrayData>();
  for (const [name, value] of readNpzValues(pathOrBytes, options)) {
    arrays.set(name, requireNumbers(value, file, `member "${name}"`));
  }
  return arrays;
}

/** As `readNpz`, but also gives arrays of texts, and of Python objects (through the closed unpickler). */
export function readNpzValues(
  pathOrBytes: string | Uint8Array,
  options: ReadNpzOptions = {},
): Map<string, NumpyValue> {
  return withSource(pathOrBytes, options.file, (source) => readMembers(source, options));
}

function nameOf(pathOrBytes: string | Uint8Array, options: ReadNpzOptions): string | undefined {
  return typeof pathOrBytes === 'string' ? pathOrBytes : options.file;
}

function readMembers(source: ByteSource, { only }: ReadNpzOptions): Map<string, NumpyValue> {
  expectKind(source, 'a NumPy archive (npz)', ['npz', 'zip']);
  const zip = new ZipReader(source);
  const members = new Map<string, string>();
  for (const member of zip.entries.keys()) members.set(member.replace(/\.npy$/, ''), member);
  const values = new Map<string, NumpyValue>();
  for (const name of only ?? members.keys()) {
    const member = members.get(name);
    if (member === undefined) {
      const found = [...members.keys()].join(', ');
      throw new FormatError(source.file, `member "${name}"`, `is missing; found ${found || 'nothing'}`);
    }
    values.set(name, parseNpyValue(zip.read(member), source.file, name));
  }
  return values;
}

export interface WriteNpzOptions extends EncodeZipOptions {}

/** Writes arrays to an npz file, atomically; equal arrays give equal bytes. */
export function writeNpz(
  path: string,
  arrays: ReadonlyMap<string, ArrayData>,
  options: WriteNpzOptions = {},
): void {
  writeAtomic(path, npzPieces(arrays, options));
}

/** As `writeNpz`, to bytes. */
export function encodeNpz(
  arrays: ReadonlyMap<string, ArrayData>,
  options: WriteNpzOptions = {},
): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.concat(npzPieces(arrays, options)));
}

function npzPieces(arrays: ReadonlyMap<string, ArrayData>, options: WriteNpzOptions): Uint8Array[] {
  const members = new Map<string, Uint8Array>();
  for (const [name, array] of arrays) members.set(`${name}.npy`, encodeNpy(array));
  return encodeZip(members, options);
}
