import type { OnnxGraph } from '../onnx-graph.js';

/** A tensor of the model whose sizes are known. */
export interface Sized {
  name: string;
  shape: readonly number[];
}

export const volume = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

export function reshaped(graph: OnnxGraph, { name, shape }: Sized, to: readonly number[]): Sized {
  if (String(shape) === String(to)) return { name, shape };
  const constant = graph.constants.get(name);
  if (constant !== undefined) {
    return derived(graph, name, `as ${to}`, to, () => constant.data as Float32Array);
  }
  return { name: graph.apply('Reshape', [name, graph.constant(to, 'int64')]), shape: to };
}

export function permuted(graph: OnnxGraph, { name, shape }: Sized, perm: readonly number[]): Sized {
  const to = perm.map((axis) => shape[axis]);
  if (perm.every((axis, i) => axis === i)) return { name, shape };
  // Where only axes of one element change places, the numbers lie as they lay.
  const long = perm.filter((axis) => shape[axis] > 1);
  if (long.every((axis, i) => i === 0 || axis > long[i - 1])) return reshaped(graph, { name, shape }, to);
  return { name: graph.apply('Transpose', [name], { perm: [...perm] }), shape: to };
}

/** The last two axes changed. */
export function transposed(graph: OnnxGraph, input: Sized): Sized {
  const perm = input.shape.map((_, i) => i);
  const rank = perm.length;
  [perm[rank - 1], perm[rank - 2]] = [rank - 2, rank - 1];
  return permuted(graph, input, perm);
}

/** A constant made of another one while the model is written, once for each way. */
export function derived(
  graph: OnnxGraph,
  from: string,
  how: string,
  shape: readonly number[],
  make: () => Float32Array,
): Sized {
  const name = graph.once(`${from} ${how}`, () => ({ dtype: 'float32', shape: [...shape], data: make() }));
  return { name, shape };
}

/**
 * A tensor repeated along its axes of one element until it has a shape, as arithmetic in ONNX does by itself
 * and OpenCV 4 does in some cases only. What varies is repeated by products with ones, which are exact.
 */
export function expanded(graph: OnnxGraph, input: Sized, to: readonly number[]): Sized {
  const from = [...new Array<number>(to.length - input.shape.length).fill(1), ...input.shape];
  const constant = graph.constants.get(input.name);
  if (constant !== undefined) {
    if (String(from) === String(to)) return reshaped(graph, input, to);
    return derived(graph, input.name, `to ${to}`, to, () =>
      repeated(constant.data as Float32Array, from, to),
    );
  }
  let { name } = reshaped(graph, input, from);
  const shape = [...from];
  for (let axis = to.length - 1; axis >= 0; axis--) {
    if (shape[axis] === to[axis]) continue;
    const [outer, inner] = [volume(shape.slice(0, axis)), volume(shape.slice(axis + 1))];
    const ones = graph.constant(new Array<number>(to[axis]).fill(1), 'float32', [1, to[axis]]);
    const column = reshaped(graph, { name, shape }, [outer * inner, 1]);
    const copies = { name: graph.apply('MatMul', [column.name, ones]), shape: [outer * inner, to[axis]] };
    const ordered = permuted(graph, reshaped(graph, copies, [outer, inner, to[axis]]), [0, 2, 1]);
    shape[axis] = to[axis];
    name = reshaped(graph, ordered, shape).name;
  }
  return { name, shape: to };
}

function repeated(data: Float32Array, from: readonly number[], to: readonly number[]): Float32Array {
  const result = new Float32Array(volume(to));
  const places = to.map(() => 0);
  for (let i = 0; i < result.length; i++) {
    let at = 0;
    for (let axis = 0; axis < to.length; axis++) at = at * from[axis] + (from[axis] === 1 ? 0 : places[axis]);
    result[i] = data[at];
    for (let axis = to.length - 1; axis >= 0 && ++places[axis] === to[axis]; axis--) places[axis] = 0;
  }
  return result;
}
