import type { OnnxGraph } from '../onnx-graph.js';
import { expanded, reshaped, type Sized, volume } from './fixed-shapes.js';

export type Arithmetic = 'Add' | 'Sub' | 'Mul' | 'Div';

/**
 * Two tensors of any shapes that go together. OpenCV 4.6 wants equal shapes, takes constants as the second
 * operand alone (a constant over a tensor gives wrong numbers there), and scales by a constant of several
 * numbers only what has one row.
 */
export function arithmetic(graph: OnnxGraph, type: Arithmetic, a: Sized, b: Sized): Sized {
  const shape = together(a.shape, b.shape);
  if (graph.constants.has(a.name) && !graph.constants.has(b.name)) {
    if (type === 'Add' || type === 'Mul') return arithmetic(graph, type, b, a);
    const turned = type === 'Sub' ? 'Neg' : 'Reciprocal';
    const other = { name: graph.apply(turned, [b.name]), shape: b.shape };
    return arithmetic(graph, type === 'Sub' ? 'Add' : 'Mul', other, a);
  }
  const left = expanded(graph, a, shape);
  if (!graph.constants.has(b.name)) {
    return { name: graph.apply(type, [left.name, expanded(graph, b, shape).name]), shape };
  }
  if (volume(b.shape) === 1) {
    return { name: graph.apply(type, [left.name, reshaped(graph, b, []).name]), shape };
  }
  const row = [1, volume(shape)];
  const other = reshaped(graph, expanded(graph, b, shape), row);
  const result = graph.apply(type, [reshaped(graph, left, row).name, other.name]);
  return reshaped(graph, { name: result, shape: row }, shape);
}

/** With one number. */
export function withNumber(graph: OnnxGraph, type: Arithmetic, a: Sized, value: number): Sized {
  return { name: graph.apply(type, [a.name, graph.scalar(value, 'float32')]), shape: a.shape };
}

/** A function of each number. */
export function mapped(
  graph: OnnxGraph,
  type: string,
  { name, shape }: Sized,
  attributes: Record<string, { float: number }> = {},
): Sized {
  return { name: graph.apply(type, [name], attributes), shape };
}

/**
 * `yes` where the condition is 1, `no` where it is 0: OpenCV 4 has no Where. Both must be finite everywhere.
 */
export function chosen(graph: OnnxGraph, condition: Sized, yes: Sized, no: Sized): Sized {
  const opposite = withNumber(graph, 'Add', mapped(graph, 'Neg', condition), 1);
  return arithmetic(
    graph,
    'Add',
    arithmetic(graph, 'Mul', condition, yes),
    arithmetic(graph, 'Mul', opposite, no),
  );
}

/** The shape that arithmetic of two shapes gives. */
function together(a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const sizes = [a, b].map((shape) => shape[i - rank + shape.length] ?? 1);
    return sizes[0] === 1 ? sizes[1] : sizes[0];
  });
}
