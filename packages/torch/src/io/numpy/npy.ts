import { type ArrayData, checkArrayData, elementCount, toBytes } from '../arrays/array-data.js';
import {
  decodeElements,
  decodeTexts,
  type NumpyDType,
  numpyDescr,
  numpyItemSize,
  parseNumpyDType,
} from '../arrays/numpy-dtype.js';
import { withSource } from '../byte-source.js';
import { expectKind } from '../expect-kind.js';
import { FormatError } from '../format-error.js';
import { isArrayData, type NumpyValue, type ObjectArray } from '../pickle/pickle-value.js';
import { unpickle } from '../pickle/unpickle.js';
import { writeAtomic } from '../write-atomic.js';
import { type NpyHeader, parseNpyHeader } from './npy-header.js';

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
const MAX_HEADER = 1 << 20;
const MAX_EMPTY_TEXTS = 1 << 20;

/**
 * Reads an npy file (versions 1 to 3; either byte order; C or Fortran order, given in C order).
 * @throws {FormatError} naming the file and the field; also for texts and Python objects, see `readNpyValue`.
 */
export function readNpy(path: string): ArrayData {
  return requireNumbers(readNpyValue(path), path, 'array');
}

/** As `readNpy`, from bytes; `file` names them in errors. */
export function parseNpy(bytes: Uint8Array, file?: string): ArrayData {
  return requireNumbers(parseNpyValue(bytes, file), file, 'array');
}

/** As `readNpy`, but also gives arrays of texts, and of Python objects (through the closed unpickler). */
export function readNpyValue(path: string): NumpyValue {
  const bytes = withSource(path, undefined, (source) => {
    expectKind(source, 'a NumPy array (npy)', ['npy']);
    return source.read(0, source.size, 'array');
  });
  return parseNpyValue(bytes, path);
}

/** As `readNpyValue`, from bytes; errors begin with `file` and, for a member of an archive, its name. */
export function parseNpyValue(bytes: Uint8Array, file?: string, member = ''): NumpyValue {
  const where = member === '' ? '' : `member "${member}", `;
  const { header, start } = readHeader(bytes, file, where);
  const body = bytes.subarray(start);
  const dtype = header.descr === null ? null : parseNumpyDType(header.descr);
  if (dtype === null) {
    const found = header.descr === null ? 'a structured type' : `'${header.descr}'`;
    throw new FormatError(file, `${where}descr`, `${found} is not read`);
  }
  const { shape, fortranOrder } = header;
  if (dtype.kind === 'object') return parseObjects(body, shape, file, where);
  const count = elementCount(shape);
  const expected = count * numpyItemSize(dtype);
  if (body.byteLength !== expected) {
    throw new FormatError(
      file,
      `${where}data`,
      `shape (${shape}) of ${header.descr} takes ${expected} bytes, found ${body.byteLength}` +
        (body.byteLength < expected ? ' (truncated?)' : ''),
    );
  }
  if (dtype.kind === 'array') {
    const data = decodeElements(dtype.dtype, dtype.littleEndian, shape, fortranOrder, body);
    return { dtype: dtype.dtype, shape, data };
  }
  return parseTexts(dtype, count, header, body, file, where);
}

/** @throws {FormatError} where the value is not an array of numbers. */
export function requireNumbers(value: NumpyValue, file: string | undefined, field: string): ArrayData {
  if (isArrayData(value)) return value;
  const kind = value.dtype === 'object' ? 'Python objects' : 'texts';
  throw new FormatError(file, field, `holds ${kind}, expected numbers or truth values`);
}

function readHeader(bytes: Uint8Array, file: string | undefined, where: string) {
  const fail = (field: string, problem: string): never => {
    throw new FormatError(file, `${where}${field}`, problem);
  };
  if (bytes.byteLength < 10) fail('npy magic', `${bytes.byteLength} bytes are no npy file (truncated?)`);
  if (MAGIC.some((byte, i) => bytes[i] !== byte)) fail('npy magic', 'is missing: not an npy file');
  const version = bytes[6];
  if (version < 1 || version > 3) fail('npy version', `${version}.${bytes[7]}; 1 to 3 are read`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const prefix = version === 1 ? 10 : 12;
  if (bytes.byteLength < prefix) fail('npy header', 'ends within its length (truncated?)');
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > MAX_HEADER) fail('npy header', `${length} bytes; at most ${MAX_HEADER} are read`);
  const start = prefix + length;
  if (start > bytes.byteLength) {
    fail('npy header', `takes ${length} bytes, ${bytes.byteLength - prefix} are left (truncated?)`);
  }
  const text = new TextDecoder(version === 3 ? 'utf-8' : 'latin1').decode(bytes.subarray(prefix, start));
  try {
    return { header: parseNpyHeader(text), start };
  } catch (error) {
    return fail('npy header', (error as Error).message);
  }
}

function parseTexts(
  dtype: NumpyDType & { kind: 'bytes' | 'unicode' },
  count: number,
  { shape, fortranOrder }: NpyHeader,
  body: Uint8Array,
  file: string | undefined,
  where: string,
): NumpyValue {
  if (dtype.length === 0 && count > MAX_EMPTY_TEXTS) {
    throw new FormatError(file, `${where}data`, `claims ${count} texts of no length`);
  }
  if (fortranOrder && shape.length > 1) {
    throw new FormatError(file, `${where}fortran_order`, 'texts in Fortran order are not read');
  }
  return { dtype: 'text', shape, data: decodeTexts(dtype, body, count) };
}

function parseObjects(
  body: Uint8Array,
  shape: number[],
  file: string | undefined,
  where: string,
): ObjectArray {
  const value = unpickle(body, { file: where === '' ? file : `${file ?? '(bytes)'}: ${where.slice(0, -2)}` });
  const array = value as ObjectArray;
  const isObjects = typeof value === 'object' && value !== null && array.dtype === 'object';
  if (!isObjects || array.data.length !== elementCount(shape)) {
    throw new FormatError(file, `${where}data`, `expected a pickled array of objects of shape (${shape})`);
  }
  return { dtype: 'object', shape, data: array.data };
}

/**
 * Writes an npy file (version 1, little-endian, C order, data aligned to 64 bytes), atomically.
 * @throws {TypeError} where dtype, shape and length disagree, and for bfloat16, which numpy lacks.
 */
export function writeNpy(path: string, array: ArrayData): void {
  writeAtomic(path, npyPieces(array, path));
}

/** As `writeNpy`, to bytes. */
export function encodeNpy(array: ArrayData): Uint8Array {
  return Buffer.concat(npyPieces(array, 'npy'));
}

function npyPieces(array: ArrayData, name: string): Uint8Array[] {
  checkArrayData(array, name);
  const descr = numpyDescr(array.dtype);
  if (descr === null) {
    throw new TypeError(`${name}: numpy has no ${array.dtype}; convert it to float32 or write safetensors`);
  }
  const shape = `(${array.shape.join(', ')}${array.shape.length === 1 ? ',' : ''})`;
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${shape}, }`;
  // A newline ends the header; spaces before it bring the data to a multiple of 64 bytes.
  const length = Math.ceil((10 + text.length + 1) / 64) * 64 - 10;
  const header = Buffer.alloc(10 + length, 0x20);
  header.set([...MAGIC, 1, 0]);
  header.writeUInt16LE(length, 8);
  header.write(text, 10, 'latin1');
  header[header.length - 1] = 0x0a;
  return [header, toBytes(array.data)];
}
