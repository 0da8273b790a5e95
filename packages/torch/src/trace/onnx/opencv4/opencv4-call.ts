import type { OnnxGraph } from '../onnx-graph.js';
import type { OperatorCall } from '../operator-call.js';
import type { Sized } from './fixed-shapes.js';

/** A tensor argument with its sizes, which the graph of one batch size knows. */
export function sized(call: OperatorCall, name: string): Sized {
  return { name: call.tensor(name), shape: call.shape(name) as number[] };
}

/** Members of a list of tensors. */
export function sizedList(call: OperatorCall, name: string): Sized[] {
  const list = call.call.arguments.get(name) as { value: number }[];
  return call.tensors(name).map((member, i) => ({
    name: member,
    shape: call.graph.values.get(list[i].value)!.shape as number[],
  }));
}

/** A tensor, or a number as a constant. */
export function operand(call: OperatorCall, graph: OnnxGraph, name: string): Sized {
  const argument = call.call.arguments.get(name);
  return typeof argument === 'object' && argument !== null
    ? sized(call, name)
    : { name: graph.scalar(call.number(name), 'float32'), shape: [] };
}

export function resultShape(call: OperatorCall): number[] {
  return call.resultShape as number[];
}

/** The numbers of a constant argument. */
export function constantNumbers(call: OperatorCall, graph: OnnxGraph, name: string): number[] {
  const array = graph.constants.get(call.tensor(name));
  if (array === undefined) return call.refuse(`${name} is computed while the model runs`);
  return Array.from(array.data as ArrayLike<number | bigint>, Number);
}
