import type { Handle, NativeValue } from '../native.js';
import { Tensor, wrap, wrapAll } from '../tensor/tensor.js';

/** A number as the engine takes it: integral numbers become integers, as integer tensors need. */
export type Scalar = number | bigint | boolean;

/** How a loss sums up: by name, or as the engine numbers it. */
export type Reduction = 'none' | 'mean' | 'sum' | 0 | 1 | 2;

const REDUCTIONS = { none: 0, mean: 1, sum: 2 } as const;

export function reductionCode(reduction: Reduction | undefined): number | undefined {
  if (typeof reduction !== 'string') return reduction;
  const code = REDUCTIONS[reduction];
  if (code === undefined) throw new TypeError(`unknown reduction '${reduction}': expected none, mean or sum`);
  return code;
}

// Arguments on their way in.

export function handleOrNull(tensor: Tensor | null | undefined): Handle | null | undefined {
  return tensor === undefined || tensor === null ? tensor : Tensor.handle(tensor);
}

export function handles(tensors: readonly Tensor[]): Handle[] {
  if (!Array.isArray(tensors)) throw new TypeError('expected an array of Tensors');
  const result = new Array<Handle>(tensors.length);
  for (let i = 0; i < tensors.length; i++) result[i] = Tensor.handle(tensors[i]);
  return result;
}

export function handlesMaybe(tensors: readonly Tensor[] | null | undefined): Handle[] | null | undefined {
  return tensors === undefined || tensors === null ? tensors : handles(tensors);
}

export function handlesOrNull(tensors: readonly (Tensor | null)[]): (Handle | null)[] {
  if (!Array.isArray(tensors)) throw new TypeError('expected an array of Tensors and nulls');
  return tensors.map((tensor) => handleOrNull(tensor) ?? null);
}

// Which overload is meant.

export function isTensor(value: unknown): value is Tensor {
  return value instanceof Tensor;
}

export function isScalar(value: unknown): value is Scalar {
  return typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean';
}

export function isOptions(value: unknown): boolean {
  if (value === undefined) return true;
  return typeof value === 'object' && value !== null && !(value instanceof Tensor) && !Array.isArray(value);
}

export function isSizes(value: unknown): boolean {
  return typeof value === 'number' || Array.isArray(value);
}

export function isReduction(value: unknown): boolean {
  return typeof value === 'number' || typeof value === 'string';
}

export function isScalarList(value: unknown): boolean {
  return Array.isArray(value) && (value.length === 0 || isScalar(value[0]));
}

export function isTensorList(value: unknown): boolean {
  return Array.isArray(value) && (value.length === 0 || value[0] instanceof Tensor);
}

// Results on their way out: t a tensor, l a list of tensors, v a plain value.

export function wrapMixed(values: NativeValue, kinds: string): unknown[] {
  return (values as readonly NativeValue[]).map((value, i) => {
    if (kinds[i] === 't') return value === null ? null : wrap(value);
    return kinds[i] === 'l' ? wrapAll(value) : value;
  });
}
