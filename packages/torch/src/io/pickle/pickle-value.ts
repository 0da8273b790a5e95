import type { ArrayData } from '../arrays/array-data.js';
import type { UnreadThing } from './unread-thing.js';

/**
 * What a pickle becomes: plain data. Lists and tuples are arrays, dicts are Maps (so that no key can touch an
 * object's prototype), whole numbers past 2^53 are bigints, Python 2's byte strings are latin-1 texts.
 */
export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | PickleValue[]
  | Set<PickleValue>
  | Map<PickleValue, PickleValue>
  | ArrayData
  | TextArray
  | ObjectArray
  | SparseMatrix
  | UnreadThing;

/** numpy's arrays of fixed-length texts. */
export interface TextArray {
  dtype: 'text';
  shape: number[];
  data: string[];
}

/** numpy's arrays of Python objects. */
export interface ObjectArray {
  dtype: 'object';
  shape: number[];
  data: PickleValue[];
}

/** Any numpy array. */
export type NumpyValue = ArrayData | TextArray | ObjectArray;

/**
 * scipy.sparse's matrices, as the arrays scipy keeps: for `csc` and `csr` the values, their row (column)
 * indices and where each column (row) starts; for `coo` the values with their rows and columns.
 */
export type SparseMatrix = CompressedMatrix | CoordinateMatrix;

export interface CompressedMatrix {
  format: 'csc' | 'csr';
  shape: [rows: number, columns: number];
  data: ArrayData;
  indices: ArrayData;
  indptr: ArrayData;
}

export interface CoordinateMatrix {
  format: 'coo';
  shape: [rows: number, columns: number];
  data: ArrayData;
  row: ArrayData;
  column: ArrayData;
}

/** Whether a value is a numeric array. */
export function isArrayData(value: unknown): value is ArrayData {
  if (typeof value !== 'object' || value === null) return false;
  const { dtype, data } = value as Partial<ArrayData>;
  return typeof dtype === 'string' && ArrayBuffer.isView(data);
}

/** Whether a value is a sparse matrix. */
export function isSparseMatrix(value: unknown): value is SparseMatrix {
  return typeof value === 'object' && value !== null && 'format' in value && 'shape' in value;
}
