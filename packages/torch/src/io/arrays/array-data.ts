import { bfloat16ToFloat32, float16ToFloat32 } from './half.js';

/** Element types of arrays in files. A superset of the engine's: files also hold wider unsigned integers. */
export type ArrayDType =
  | 'float64'
  | 'float32'
  | 'float16'
  | 'bfloat16'
  | 'int64'
  | 'int32'
  | 'int16'
  | 'int8'
  | 'uint64'
  | 'uint32'
  | 'uint16'
  | 'uint8'
  | 'bool';

export type TypedArray =
  | Float64Array
  | Float32Array
  | BigInt64Array
  | BigUint64Array
  | Int32Array
  | Uint32Array
  | Int16Array
  | Uint16Array
  | Int8Array
  | Uint8Array;

/**
 * A dense array as plain data, without an engine: elements row-major, as many as the product of `shape`.
 * float16 and bfloat16 hold their raw 16 bits in a Uint16Array, bool holds 0 or 1 in a Uint8Array, 64-bit
 * integers are bigints.
 */
export interface ArrayData {
  dtype: ArrayDType;
  shape: number[];
  data: TypedArray;
}

type TypedArrayConstructor = {
  new (length: number): TypedArray;
  new (buffer: ArrayBufferLike, byteOffset?: number, length?: number): TypedArray;
  readonly BYTES_PER_ELEMENT: number;
};

const CONSTRUCTORS: Record<ArrayDType, TypedArrayConstructor> = {
  float64: Float64Array,
  float32: Float32Array,
  float16: Uint16Array,
  bfloat16: Uint16Array,
  int64: BigInt64Array,
  int32: Int32Array,
  int16: Int16Array,
  int8: Int8Array,
  uint64: BigUint64Array,
  uint32: Uint32Array,
  uint16: Uint16Array,
  uint8: Uint8Array,
  bool: Uint8Array,
};

/** Bytes of one element. */
export function itemSize(dtype: ArrayDType): number {
  return CONSTRUCTORS[dtype].BYTES_PER_ELEMENT;
}

/** A zeroed typed array of the kind that holds `dtype`. */
export function allocate(dtype: ArrayDType, length: number): TypedArray {
  return new CONSTRUCTORS[dtype](length);
}

/** Product of a shape's sizes; 1 for a scalar's empty shape; NaN past the exact integers. */
export function elementCount(shape: readonly number[]): number {
  // A zero anywhere makes the array empty, however large the other sizes are.
  if (shape.includes(0)) return 0;
  let count = 1;
  for (const size of shape) {
    count *= size;
    if (!Number.isSafeInteger(count)) return Number.NaN;
  }
  return count;
}

/** A copy of little-endian bytes (any alignment) as a typed array of the kind that holds `dtype`. */
export function fromBytes(dtype: ArrayDType, bytes: Uint8Array): TypedArray {
  const copy = new Uint8Array(bytes.byteLength);
  copy.set(bytes);
  return viewBytes(dtype, copy);
}

/** The same bytes seen as a typed array; `bytes` must start at a multiple of the element's size. */
export function viewBytes(dtype: ArrayDType, bytes: Uint8Array): TypedArray {
  const Constructor = CONSTRUCTORS[dtype];
  return new Constructor(bytes.buffer, bytes.byteOffset, bytes.byteLength / Constructor.BYTES_PER_ELEMENT);
}

/** The bytes of an array, without a copy. */
export function toBytes(data: TypedArray): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/**
 * The value as an array whose dtype, shape and length agree.
 * @throws {TypeError} naming `name`, what was expected and what was found.
 */
export function checkArrayData(array: ArrayData, name: string): ArrayData {
  const Constructor = CONSTRUCTORS[array.dtype];
  if (Constructor === undefined) throw new TypeError(`${name}: unknown dtype ${String(array.dtype)}`);
  if (array.data.constructor.name !== (Constructor as unknown as { name: string }).name) {
    throw new TypeError(
      `${name}: dtype ${array.dtype} is held in a ${(Constructor as unknown as { name: string }).name}, ` +
        `found ${array.data.constructor.name}`,
    );
  }
  for (const size of array.shape) {
    if (!Number.isSafeInteger(size) || size < 0) {
      throw new TypeError(`${name}: shape [${array.shape}] has a size that is not a whole number`);
    }
  }
  const expected = elementCount(array.shape);
  if (array.data.length !== expected) {
    throw new TypeError(
      `${name}: shape [${array.shape}] needs ${expected} elements, found ${array.data.length}`,
    );
  }
  return array;
}

/** The elements as float32, in a new array. */
export function arrayToFloat32(array: ArrayData): Float32Array {
  const { dtype, data } = array;
  if (dtype === 'float16') return float16ToFloat32(data as Uint16Array);
  if (dtype === 'bfloat16') return bfloat16ToFloat32(data as Uint16Array);
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) return Float32Array.from(data, Number);
  return new Float32Array(data);
}

/** The elements as JavaScript numbers (64-bit integers past 2^53 lose their last bits), in a new array. */
export function arrayToNumbers(array: ArrayData): Float64Array {
  const { dtype, data } = array;
  if (dtype === 'float16') return new Float64Array(float16ToFloat32(data as Uint16Array));
  if (dtype === 'bfloat16') return new Float64Array(bfloat16ToFloat32(data as Uint16Array));
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) return Float64Array.from(data, Number);
  return new Float64Array(data);
}
