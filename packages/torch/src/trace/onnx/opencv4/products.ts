import type { OnnxGraph } from '../onnx-graph.js';
import { derived, expanded, permuted, reshaped, type Sized, transposed, volume } from './fixed-shapes.js';

/**
 * A matrix product of tensors of two axes or more. OpenCV 4.6 takes a constant as the second operand alone,
 * and of two axes, and wants equal leading axes.
 */
export function product(graph: OnnxGraph, a: Sized, b: Sized): Sized {
  const [rows, width] = a.shape.slice(-2);
  const columns = b.shape[b.shape.length - 1];
  if (graph.constants.has(a.name) && !graph.constants.has(b.name)) {
    return transposed(graph, product(graph, transposed(graph, b), constantTransposed(graph, a)));
  }
  const leading = longer(a.shape.slice(0, -2), b.shape.slice(0, -2));
  const shape = [...leading, rows, columns];
  const fixed = graph.constants.get(b.name);
  const count = volume(leading);
  if (fixed !== undefined && volume(b.shape) === width * columns) {
    const matrix = reshaped(graph, b, [width, columns]);
    const flat = reshaped(graph, a, [volume(a.shape) / width, width]);
    const result = graph.apply('MatMul', [flat.name, matrix.name]);
    return reshaped(graph, { name: result, shape: [flat.shape[0], columns] }, shape);
  }
  const left = reshaped(graph, expanded(graph, a, [...leading, rows, width]), [count, rows, width]);
  const right = reshaped(graph, expanded(graph, b, [...leading, width, columns]), [count, width, columns]);
  if (fixed === undefined) {
    if (count > 1 || shape.length > 2) {
      const result = graph.apply('MatMul', [left.name, right.name]);
      return reshaped(graph, { name: result, shape: [count, rows, columns] }, shape);
    }
    return { name: graph.apply('MatMul', [a.name, b.name]), shape };
  }
  const parts = graph.applyMany('Split', [left.name], count, {
    axis: 0,
    split: new Array<number>(count).fill(1),
  });
  const data = graph.constants.get(right.name)!.data as Float32Array;
  const size = width * columns;
  const results = parts.map((name, i) => {
    const matrix = derived(graph, right.name, `part ${i}`, [width, columns], () =>
      data.slice(i * size, (i + 1) * size),
    );
    return product(graph, { name, shape: [1, rows, width] }, matrix).name;
  });
  const joined = graph.apply('Concat', results, { axis: 0 });
  return reshaped(graph, { name: joined, shape: [count, rows, columns] }, shape);
}

/**
 * Some of a tensor's slices along an axis, by number: a product with a matrix of zeros and ones, as OpenCV
 * 4.6 gathers one slice at a time.
 */
export function gathered(graph: OnnxGraph, input: Sized, axis: number, indices: readonly number[]): Sized {
  const { shape } = input;
  const [outer, count, inner] = [volume(shape.slice(0, axis)), shape[axis], volume(shape.slice(axis + 1))];
  const choice = derived(graph, 'choice', `${count}: ${indices}`, [count, indices.length], () => {
    const data = new Float32Array(count * indices.length);
    for (const [k, index] of indices.entries()) data[index * indices.length + k] = 1;
    return data;
  });
  const last = permuted(graph, reshaped(graph, input, [outer, count, inner]), [0, 2, 1]);
  const picked = product(graph, last, choice);
  const to = [...shape.slice(0, axis), indices.length, ...shape.slice(axis + 1)];
  return reshaped(graph, permuted(graph, picked, [0, 2, 1]), to);
}

function constantTransposed(graph: OnnxGraph, { name, shape }: Sized): Sized {
  const [rows, columns] = shape.slice(-2);
  if (volume(shape) !== rows * columns) throw new Error(`${name}: several constant matrices before a tensor`);
  const { data } = graph.constants.get(name)!;
  return derived(graph, name, 'transposed', [columns, rows], () => {
    const turned = new Float32Array(rows * columns);
    for (let i = 0; i < rows; i++)
      for (let k = 0; k < columns; k++) turned[k * rows + i] = data[i * columns + k] as number;
    return turned;
  });
}

function longer(a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) =>
    Math.max(...[a, b].map((shape) => shape[i - rank + shape.length] ?? 1)),
  );
}
