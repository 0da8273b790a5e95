import type { ArrayData } from '../io/arrays/array-data.js';
import type { DType } from '../tensor/dtype.js';

/** A size or number that grows with the batch: `batch` x B + `plus`. */
export interface BatchSize {
  batch: number;
  plus: number;
}

/** A number that is the same for every batch size, or one that follows it. */
export type TracedSize = number | BatchSize;

/** Stands for a tensor of the graph by its number. */
export interface TracedReference {
  value: number;
}

export type TracedArgument =
  | TracedReference
  | TracedSize
  | string
  | boolean
  | null
  | readonly TracedArgument[];

/** What is known of a tensor of the graph. */
export interface TracedValue {
  dtype: DType;
  shape: TracedSize[];
}

/** A tensor that does not depend on the inputs. */
export interface TracedConstant {
  /** The parameter's name, or one made up. */
  name: string;
  array: ArrayData;
}

/** One operator's call in the graph. */
export interface TracedCall {
  /** For example 'aten::add.Tensor'. */
  operator: string;
  /** By the schema's names; what the call left out is absent. */
  arguments: ReadonlyMap<string, TracedArgument>;
  /** Numbers of the tensors it gives. */
  results: number[];
}

/** A function of tensors as the operators it calls, in order; sizes know which of them follow the batch. */
export interface TracedGraph {
  inputs: { name: string; value: number }[];
  outputs: { name: string; value: number }[];
  calls: TracedCall[];
  /** By number. */
  values: ReadonlyMap<number, TracedValue>;
  /** Those of the values that are fixed. */
  constants: ReadonlyMap<number, TracedConstant>;
}

export function isReference(argument: TracedArgument | undefined): argument is TracedReference {
  return typeof argument === 'object' && argument !== null && 'value' in argument;
}

export function isBatchSize(argument: TracedArgument | undefined): argument is BatchSize {
  return typeof argument === 'object' && argument !== null && 'batch' in argument;
}
