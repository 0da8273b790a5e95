import { cast, type Lowering, type Lowerings } from './lowering.js';

const axesAttribute = (axes: number[] | null): Record<string, number[]> => (axes === null ? {} : { axes });

/** Of operators whose dimensions are an attribute up to opset 17. */
const reduced =
  (type: string, dim = 'dim'): Lowering =>
  (call, graph) => {
    const keepdims = Number(call.flag('keepdim'));
    const input = cast(graph, call.tensor('self'), call.dtype('self'), call.resultDtype);
    return graph.apply(type, [input], { ...axesAttribute(call.dims(dim)), keepdims });
  };

const summed: Lowering = (call, graph) => {
  const axes = call.dims('dim');
  const input = cast(graph, call.tensor('self'), call.dtype('self'), call.resultDtype);
  const inputs = axes === null ? [input] : [input, graph.constant(axes, 'int64')];
  return graph.apply('ReduceSum', inputs, { keepdims: Number(call.flag('keepdim')) });
};

const normalised =
  (type: string): Lowering =>
  (call, graph) =>
    graph.apply(type, [call.tensor('self')], { axis: call.dim('dim') });

/** A norm by the reduction of its order. */
export const vectorNorm =
  (reduction: (type: string) => Lowering): Lowering =>
  (call, graph) => {
    const order = call.number('ord', 2);
    if (order !== 1 && order !== 2) call.refuse(`a norm of order ${order}`);
    return reduction(order === 1 ? 'ReduceL1' : 'ReduceL2')(call, graph);
  };

export const REDUCTION: Lowerings = {
  sum: summed,
  'sum.dim_IntList': summed,
  mean: reduced('ReduceMean'),
  'mean.dim': reduced('ReduceMean'),
  amax: reduced('ReduceMax'),
  amin: reduced('ReduceMin'),
  max: reduced('ReduceMax'),
  min: reduced('ReduceMin'),
  linalg_vector_norm: vectorNorm(reduced),
  argmax: (call, graph) =>
    graph.apply('ArgMax', [call.tensor('self')], {
      axis: call.dim('dim'),
      keepdims: Number(call.flag('keepdim')),
    }),
  'softmax.int': normalised('Softmax'),
  'log_softmax.int': normalised('LogSoftmax'),
};
