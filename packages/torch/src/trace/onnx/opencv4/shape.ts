import type { Lowering, Lowerings } from '../lowerings/lowering.js';
import { fillings } from '../lowerings/shape.js';
import type { OnnxGraph } from '../onnx-graph.js';
import { expanded, reshaped, type Sized, volume } from './fixed-shapes.js';
import { constantNumbers, resultShape, sized, sizedList } from './opencv4-call.js';
import { gathered } from './products.js';

/** Numbers are float32 throughout, truth values among them. */
const converted: Lowering = (call) => {
  if (!['float32', 'bool'].includes(call.resultDtype)) call.refuse(`numbers of ${call.resultDtype}`);
  return call.tensor('self');
};

const widened: Lowering = (call, graph) => expanded(graph, sized(call, 'self'), resultShape(call)).name;

const filled =
  (value: (call: Parameters<Lowering>[0]) => number): Lowering =>
  (call, graph) => {
    const shape = resultShape(call);
    return graph.constant(new Array<number>(volume(shape)).fill(value(call)), 'float32', shape);
  };

const parted: Lowering = (call, graph) => {
  const axis = call.dim('dim', 'self', 0);
  const { results } = call.call;
  if (results.length === 1) return [call.tensor('self')];
  const split = results.map((_, i) => call.resultShapeAt(i)[axis] as number);
  return graph.applyMany('Split', [call.tensor('self')], results.length, { axis, split });
};

const chosenSlices: Lowering = (call, graph) => {
  const indices = constantNumbers(call, graph, 'index');
  return gathered(graph, sized(call, 'self'), call.dim('dim'), indices).name;
};

/** One slice of an axis that goes away. */
function taken(graph: OnnxGraph, input: Sized, axis: number, at: number): string {
  const { shape } = input;
  const index = at < 0 ? at + shape[axis] : at;
  const kept = shape.map((size, i) => (i === axis ? 1 : size));
  const name = cut(graph, input.name, axis, index, index + 1);
  return reshaped(
    graph,
    { name, shape: kept },
    kept.filter((_, i) => i !== axis),
  ).name;
}

function cut(graph: OnnxGraph, name: string, axis: number, from: number, to: number, step = 1): string {
  const whole = (value: number) => graph.constant([value], 'int64');
  return graph.apply('Slice', [name, whole(from), whole(to), whole(axis), whole(step)]);
}

export const SHAPE: Lowerings = {
  'to.dtype_layout': converted,
  'to.dtype': converted,
  type_as: converted,
  expand: widened,
  expand_as: widened,
  broadcast_to: widened,
  ...fillings(filled),
  stack: (call, graph) => {
    const rank = call.resultShape.length;
    const dim = call.number('dim', 0);
    const axis = dim < 0 ? dim + rank : dim;
    const one = resultShape(call).map((size, i) => (i === axis ? 1 : size));
    const parts = sizedList(call, 'tensors').map((part) => reshaped(graph, part, one).name);
    return graph.apply('Concat', parts, { axis });
  },
  'split.Tensor': parted,
  split_with_sizes: parted,
  chunk: parted,
  'unbind.int': (call, graph) => {
    const axis = call.dim('dim', 'self', 0);
    return call.call.results.map((_, i) => taken(graph, sized(call, 'self'), axis, i));
  },
  'select.int': (call, graph) =>
    taken(graph, sized(call, 'self'), call.dim('dim'), call.size('index') as number),
  'slice.Tensor': (call, graph) => {
    const axis = call.dim('dim', 'self', 0);
    const count = sized(call, 'self').shape[axis];
    const place = (at: number) => Math.min(count, at < 0 ? at + count : at);
    const [start, end] = [call.size('start'), call.size('end')].map((at) => at as number | null);
    return cut(
      graph,
      call.tensor('self'),
      axis,
      place(start ?? 0),
      place(end ?? count),
      call.number('step', 1),
    );
  },
  narrow: (call, graph) => {
    const start = call.number('start');
    return cut(graph, call.tensor('self'), call.dim('dim'), start, start + call.number('length'));
  },
  index_select: chosenSlices,
  constant_pad_nd: (call, graph) => {
    const rank = call.shape('self').length;
    const pad = call.numbers('pad', 0);
    const pads = new Array<number>(2 * rank).fill(0);
    for (let i = 0; i < pad.length / 2; i++)
      [pads[rank - 1 - i], pads[2 * rank - 1 - i]] = pad.slice(2 * i, 2 * i + 2);
    return graph.apply('Pad', [call.tensor('self')], { pads, value: { float: call.number('value', 0) } });
  },
};
