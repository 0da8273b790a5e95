/** Element types that JavaScript can fill and read. */
export type DType =
  | 'float32'
  | 'float64'
  | 'float16'
  | 'bfloat16'
  | 'int64'
  | 'int32'
  | 'int16'
  | 'int8'
  | 'uint8'
  | 'bool';

export type MemoryFormat = 'contiguous' | 'preserve' | 'channelsLast' | 'channelsLast3d';

export type TypedArray =
  | Float32Array
  | Float64Array
  | BigInt64Array
  | Int32Array
  | Int16Array
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Uint16Array;

/** The engine's numbers of its element types (c10::ScalarType). */
const CODES: Record<DType, number> = {
  uint8: 0,
  int8: 1,
  int16: 2,
  int32: 3,
  int64: 4,
  float16: 5,
  float32: 6,
  float64: 7,
  bool: 11,
  bfloat16: 15,
};

const NAMES = new Map<number, DType>(Object.entries(CODES).map(([name, code]) => [code, name as DType]));

const MEMORY_FORMATS: Record<MemoryFormat, number> = {
  contiguous: 0,
  preserve: 1,
  channelsLast: 2,
  channelsLast3d: 3,
};

const BYTES: Record<DType, number> = {
  uint8: 1,
  int8: 1,
  bool: 1,
  int16: 2,
  float16: 2,
  bfloat16: 2,
  int32: 4,
  float32: 4,
  int64: 8,
  float64: 8,
};

/** Bytes of one element. */
export function elementBytes(dtype: DType): number {
  return BYTES[dtype];
}

/**
 * The engine's number of an element type; undefined and null pass through. Throws on a name it does not know.
 */
export function dtypeCode(dtype: DType): number;
export function dtypeCode(dtype: DType | null | undefined): number | null | undefined;
export function dtypeCode(dtype: DType | null | undefined): number | null | undefined {
  if (dtype === undefined || dtype === null) return dtype;
  const code = CODES[dtype];
  if (code === undefined)
    throw new TypeError(`unknown dtype '${dtype}': expected one of ${Object.keys(CODES).join(', ')}`);
  return code;
}

/** The element type of one of the engine's numbers. Throws for complex and quantised ones. */
export function dtypeName(code: number): DType {
  const name = NAMES.get(code);
  if (!name)
    throw new TypeError(`the engine's element type ${code} has no counterpart here (complex or quantised?)`);
  return name;
}

/** The engine's number of a memory format; undefined and null pass through. */
export function memoryFormatCode(format: MemoryFormat | null | undefined): number | null | undefined {
  if (format === undefined || format === null) return format;
  const code = MEMORY_FORMATS[format];
  if (code === undefined) {
    throw new TypeError(
      `unknown memory format '${format}': expected one of ${Object.keys(MEMORY_FORMATS).join(', ')}`,
    );
  }
  return code;
}

/** The element type that a typed array holds; Uint16Array is read as float16 bits only on request. */
export function dtypeOf(data: ArrayBufferView): DType {
  if (data instanceof Float32Array) return 'float32';
  if (data instanceof Float64Array) return 'float64';
  if (data instanceof BigInt64Array) return 'int64';
  if (data instanceof Int32Array) return 'int32';
  if (data instanceof Int16Array) return 'int16';
  if (data instanceof Int8Array) return 'int8';
  if (data instanceof Uint8Array || data instanceof Uint8ClampedArray) return 'uint8';
  throw new TypeError(
    `a ${data.constructor.name} has no dtype of its own: convert it (Uint32Array to Int32Array or BigInt64Array), ` +
      "or give Uint16Array with dtype 'float16' or 'bfloat16'",
  );
}
