import type { Lowering, Lowerings } from '../lowerings/lowering.js';
import { vectorNorm } from '../lowerings/reduction.js';
import type { OnnxGraph } from '../onnx-graph.js';
import { permuted, reshaped, type Sized, volume } from './fixed-shapes.js';
import { resultShape, sized } from './opencv4-call.js';

/** Over the last axis, of one that stays with one element. */
export function reducedRows(graph: OnnxGraph, type: string, { name, shape }: Sized): Sized {
  const last = shape.length - 1;
  return {
    name: graph.apply(type, [name], { axes: [last], keepdims: 1 }),
    shape: [...shape.slice(0, last), 1],
  };
}

/** Over some axes, which are brought to the end and made one, so that each rank is read alike. */
const reduced =
  (type: string): Lowering =>
  (call, graph) => {
    const self = sized(call, 'self');
    const all = self.shape.map((_, i) => i);
    const axes = call.dims('dim') ?? all;
    const kept = all.filter((axis) => !axes.includes(axis));
    const ordered = permuted(graph, self, [...kept, ...axes]);
    const rows = volume(kept.map((axis) => self.shape[axis]));
    const flat = reshaped(graph, ordered, [rows, volume(self.shape) / rows]);
    return reshaped(graph, reducedRows(graph, type, flat), resultShape(call)).name;
  };

/** Over the last axis, where every version of ONNX means the same. */
const normalised =
  (type: string): Lowering =>
  (call, graph) => {
    const self = sized(call, 'self');
    const last = self.shape.length - 1;
    const perm = self.shape.map((_, i) => i);
    const axis = call.dim('dim');
    [perm[axis], perm[last]] = [last, axis];
    const turned = permuted(graph, self, perm);
    const name = graph.apply(type, [turned.name], { axis: last });
    return permuted(graph, { name, shape: turned.shape }, perm).name;
  };

export const REDUCTION: Lowerings = {
  sum: reduced('ReduceSum'),
  'sum.dim_IntList': reduced('ReduceSum'),
  mean: reduced('ReduceMean'),
  'mean.dim': reduced('ReduceMean'),
  amax: reduced('ReduceMax'),
  max: reduced('ReduceMax'),
  linalg_vector_norm: vectorNorm(reduced),
  'softmax.int': normalised('Softmax'),
};
