import type { ArrayDType } from '../../../io/arrays/array-data.js';
import type { OnnxGraph } from '../onnx-graph.js';
import type { OperatorCall } from '../operator-call.js';

/** Writes one operator as ONNX nodes and gives the names of its results. */
export type Lowering = (call: OperatorCall, graph: OnnxGraph) => string | string[];

/** By the operator's name without `aten::`; in-place ones share their plain sibling's. */
export type Lowerings = Record<string, Lowering>;

/** ONNX's number of a type, for Cast. */
export function cast(graph: OnnxGraph, input: string, from: ArrayDType, to: ArrayDType): string {
  if (from === to) return input;
  return graph.apply('Cast', [input], { to: CAST_TYPES[to] ?? unknownType(to) });
}

const CAST_TYPES: Partial<Record<ArrayDType, number>> = {
  float32: 1,
  uint8: 2,
  int8: 3,
  int16: 5,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
  float64: 11,
};

function unknownType(dtype: ArrayDType): never {
  throw new Error(`a tensor of ${dtype} in the graph has no ONNX counterpart here`);
}
