import { type ArrayDType, fromBytes, itemSize } from './array-data.js';

/** A numpy element type: one that becomes an `ArrayData`, fixed-length texts, or Python objects. */
export type NumpyDType =
  | { kind: 'array'; dtype: ArrayDType; littleEndian: boolean }
  | { kind: 'bytes' | 'unicode'; length: number; littleEndian: boolean }
  | { kind: 'object' };

const CODES: Record<string, ArrayDType> = {
  f8: 'float64',
  f4: 'float32',
  f2: 'float16',
  i8: 'int64',
  i4: 'int32',
  i2: 'int16',
  i1: 'int8',
  u8: 'uint64',
  u4: 'uint32',
  u2: 'uint16',
  u1: 'uint8',
  b1: 'bool',
};

const DESCRS = new Map(Object.entries(CODES).map(([code, dtype]) => [dtype, code]));

/**
 * Reads a numpy type text such as `<f4`, `|b1`, `>i8`, `<U5`, `|O`; null where it is of no kind that is read.
 */
export function parseNumpyDType(text: string): NumpyDType | null {
  const match = /^([<>|=]?)([a-zA-Z?])(\d*)$/.exec(text);
  if (match === null) return null;
  const [, order, kind, size] = match;
  const littleEndian = order !== '>';
  if (kind === 'O') return { kind: 'object' };
  if (kind === '?' && size === '') return { kind: 'array', dtype: 'bool', littleEndian };
  if (kind === 'S' || kind === 'U') {
    return { kind: kind === 'S' ? 'bytes' : 'unicode', length: Number(size), littleEndian };
  }
  const dtype = CODES[kind + size];
  return dtype === undefined ? null : { kind: 'array', dtype, littleEndian };
}

/** numpy's type text, null for bfloat16, which numpy does not have. */
export function numpyDescr(dtype: ArrayDType): string | null {
  const code = DESCRS.get(dtype);
  return code === undefined ? null : (itemSize(dtype) === 1 ? '|' : '<') + code;
}

/** Bytes of one element; 8 for an object's pointer. */
export function numpyItemSize(dtype: NumpyDType): number {
  if (dtype.kind === 'array') return itemSize(dtype.dtype);
  return dtype.kind === 'object' ? 8 : dtype.length * (dtype.kind === 'unicode' ? 4 : 1);
}

/** Elements in C order from raw bytes of the given byte order and memory order, copied. */
export function decodeElements(
  dtype: ArrayDType,
  littleEndian: boolean,
  shape: readonly number[],
  fortranOrder: boolean,
  bytes: Uint8Array,
) {
  const data = fromBytes(dtype, bytes);
  const size = itemSize(dtype);
  if (!littleEndian && size > 1) {
    const own = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
    if (size === 2) own.swap16();
    else if (size === 4) own.swap32();
    else own.swap64();
  }
  return fortranOrder ? toCOrder(data, shape) : data;
}

/** Elements in Fortran order (first axis fastest) moved to C order (last axis fastest). */
export function toCOrder<T extends { length: number; slice(): T; [index: number]: unknown }>(
  data: T,
  shape: readonly number[],
): T {
  if (shape.filter((size) => size > 1).length < 2) return data;
  const out = data.slice();
  const strides = shape.map((_, axis) => shape.slice(0, axis).reduce((product, size) => product * size, 1));
  const index = new Array<number>(shape.length).fill(0);
  let source = 0;
  for (let i = 0; i < out.length; i++) {
    out[i] = data[source];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      source += strides[axis];
      if (++index[axis] < shape[axis]) break;
      source -= strides[axis] * shape[axis];
      index[axis] = 0;
    }
  }
  return out;
}

/** `count` fixed-length texts of an `S` (latin-1) or `U` (UCS-4) array, without their trailing zeros. */
export function decodeTexts(
  dtype: NumpyDType & { kind: 'bytes' | 'unicode' },
  bytes: Uint8Array,
  count: number,
): string[] {
  const size = numpyItemSize(dtype);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const texts: string[] = [];
  for (let item = 0; item < count; item++) {
    const codes: number[] = [];
    for (let i = 0; i < dtype.length; i++) {
      const at = item * size;
      codes.push(dtype.kind === 'bytes' ? bytes[at + i] : view.getUint32(at + 4 * i, dtype.littleEndian));
    }
    while (codes.at(-1) === 0) codes.pop();
    texts.push(codes.map((code) => String.fromCodePoint(code > 0x10ffff ? 0xfffd : code)).join(''));
  }
  return texts;
}
