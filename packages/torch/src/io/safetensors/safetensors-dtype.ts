import type { ArrayDType } from '../arrays/array-data.js';

/** The format's names of element types. Its 8-bit floats and complex numbers are not read. */
export const SAFETENSORS_DTYPES: ReadonlyMap<string, ArrayDType> = new Map([
  ['F64', 'float64'],
  ['F32', 'float32'],
  ['F16', 'float16'],
  ['BF16', 'bfloat16'],
  ['I64', 'int64'],
  ['I32', 'int32'],
  ['I16', 'int16'],
  ['I8', 'int8'],
  ['U64', 'uint64'],
  ['U32', 'uint32'],
  ['U16', 'uint16'],
  ['U8', 'uint8'],
  ['BOOL', 'bool'],
]);

/** Bytes of JSON that the format allows in a header. */
export const SAFETENSORS_HEADER_CAP = 100_000_000;

export const METADATA_KEY = '__metadata__';
