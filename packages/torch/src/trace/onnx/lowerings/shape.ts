import { isBatchSize } from '../../traced-graph.js';
import { cast, type Lowering, type Lowerings } from './lowering.js';

/** Whatever the operator is called, its result is the input in the shape that the trace saw. */
const reshaped: Lowering = (call, graph) => graph.reshape(call.tensor('self'), call.resultShape);

const same: Lowering = (call) => call.tensor('self');

const transposed =
  (order: (call: Parameters<Lowering>[0], rank: number) => number[]): Lowering =>
  (call, graph) => {
    const perm = order(call, call.shape('self').length);
    return graph.apply('Transpose', [call.tensor('self')], { perm });
  };

const converted: Lowering = (call, graph) =>
  cast(graph, call.tensor('self'), call.dtype('self'), call.resultDtype);

const expanded: Lowering = (call, graph) =>
  graph.apply('Expand', [call.tensor('self'), graph.sizes(call.resultShape)]);

const filled =
  (value: (call: Parameters<Lowering>[0]) => number): Lowering =>
  (call, graph) =>
    graph.apply('Expand', [graph.scalar(value(call), call.resultDtype), graph.sizes(call.resultShape)]);

/** Operators that make tensors of one number, by how such a tensor is written. */
export function fillings(fill: (value: (call: Parameters<Lowering>[0]) => number) => Lowering): Lowerings {
  const [zeros, ones, full] = [fill(() => 0), fill(() => 1), fill((call) => call.number('fill_value'))];
  return {
    ...{ zeros_like: zeros, ones_like: ones, full_like: full },
    ...{ new_zeros: zeros, new_ones: ones, new_full: full },
  };
}

/** Into parts of the sizes that the trace saw. */
const parted: Lowering = (call, graph) => {
  const axis = call.dim('dim', 'self', 0);
  const { results } = call.call;
  if (results.length === 1) return [call.tensor('self')];
  const sizes = results.map((_, i) => call.resultShapeAt(i)[axis]);
  if (sizes.some(isBatchSize)) call.refuse('parting the batch');
  return graph.applyMany('Split', [call.tensor('self'), graph.sizes(sizes)], results.length, { axis });
};

export const SHAPE: Lowerings = {
  reshape: reshaped,
  view: reshaped,
  _unsafe_view: reshaped,
  'flatten.using_ints': reshaped,
  'unflatten.int': reshaped,
  squeeze: reshaped,
  'squeeze.dim': reshaped,
  'squeeze.dims': reshaped,
  unsqueeze: reshaped,
  view_as: reshaped,
  contiguous: same,
  detach: same,
  clone: same,
  alias: same,
  positive: same,
  'to.dtype_layout': converted,
  'to.dtype': converted,
  type_as: converted,
  'transpose.int': transposed((call, rank) => {
    const order = Array.from({ length: rank }, (_, i) => i);
    const [a, b] = [call.dim('dim0'), call.dim('dim1')];
    [order[a], order[b]] = [order[b], order[a]];
    return order;
  }),
  t: transposed((_, rank) => (rank < 2 ? [0] : [1, 0])),
  permute: transposed((call, rank) => call.numbers('dims', rank).map((dim) => (dim < 0 ? dim + rank : dim))),
  expand: expanded,
  expand_as: expanded,
  broadcast_to: expanded,
  repeat: (call, graph) => {
    const added = call.resultShape.length - call.shape('self').length;
    const input =
      added > 0
        ? graph.reshape(call.tensor('self'), [...new Array<number>(added).fill(1), ...call.shape('self')])
        : call.tensor('self');
    const repeats = call.call.arguments.get('repeats') as number[];
    return graph.apply('Tile', [input, graph.sizes(repeats)]);
  },
  ...fillings(filled),
  cat: (call, graph) => {
    const list = call.call.arguments.get('tensors') as { value: number }[];
    const dtype = call.resultDtype;
    // Empty tensors of one dimension are skipped by the engine.
    const inputs = call
      .tensors('tensors')
      .map((name, i) => ({ name, value: call.graph.values.get(list[i].value)! }))
      .filter(({ value }) => !(value.shape.length === 1 && value.shape[0] === 0))
      .map(({ name, value }) => cast(graph, name, value.dtype, dtype));
    const rank = call.resultShape.length;
    const dim = call.number('dim', 0);
    return graph.apply('Concat', inputs, { axis: dim < 0 ? dim + rank : dim });
  },
  stack: (call, graph) => {
    const rank = call.resultShape.length;
    const dim = call.number('dim', 0);
    const axis = dim < 0 ? dim + rank : dim;
    const axes = graph.constant([axis], 'int64');
    const parts = call.tensors('tensors').map((name) => graph.apply('Unsqueeze', [name, axes]));
    return graph.apply('Concat', parts, { axis });
  },
  'split.Tensor': parted,
  split_with_sizes: parted,
  chunk: parted,
  'unbind.int': (call, graph) => {
    const axis = call.dim('dim', 'self', 0);
    return call.call.results.map((_, i) =>
      graph.apply('Gather', [call.tensor('self'), graph.scalar(i, 'int64')], { axis }),
    );
  },
  'select.int': (call, graph) => {
    const axis = call.dim('dim');
    const index = call.size('index');
    if (index === null || isBatchSize(index)) return call.refuse('an index that follows the batch');
    return graph.apply('Gather', [call.tensor('self'), graph.scalar(index, 'int64')], { axis });
  },
  'slice.Tensor': (call, graph) => {
    const axis = call.dim('dim', 'self', 0);
    const end = call.size('end');
    return graph.apply('Slice', [
      call.tensor('self'),
      graph.sizes([call.size('start') ?? 0]),
      graph.sizes([end === null ? Number.MAX_VALUE : end]),
      graph.constant([axis], 'int64'),
      graph.constant([call.number('step', 1)], 'int64'),
    ]);
  },
  narrow: (call, graph) => {
    const axis = call.dim('dim');
    const start = call.number('start');
    return graph.apply('Slice', [
      call.tensor('self'),
      graph.constant([start], 'int64'),
      graph.constant([start + call.number('length')], 'int64'),
      graph.constant([axis], 'int64'),
    ]);
  },
  index_select: (call, graph) =>
    graph.apply('Gather', [call.tensor('self'), call.tensor('index')], { axis: call.dim('dim') }),
  embedding: (call, graph) =>
    graph.apply('Gather', [call.tensor('weight'), call.tensor('indices')], { axis: 0 }),
  'index.Tensor': (call, graph) => {
    const [first, ...others] = call.tensors('indices');
    if (others.length > 0) call.refuse('more than one index');
    return graph.apply('Gather', [call.tensor('self'), first], { axis: 0 });
  },
  gather: (call, graph) =>
    graph.apply('GatherElements', [call.tensor('self'), call.tensor('index')], { axis: call.dim('dim') }),
  constant_pad_nd: (call, graph) => {
    const rank = call.shape('self').length;
    const pad = call.numbers('pad', 0);
    const [low, high] = [new Array<number>(rank).fill(0), new Array<number>(rank).fill(0)];
    for (let i = 0; i < pad.length / 2; i++)
      [low[rank - 1 - i], high[rank - 1 - i]] = pad.slice(2 * i, 2 * i + 2);
    const value = graph.scalar(call.number('value', 0), call.dtype('self'));
    return graph.apply('Pad', [call.tensor('self'), graph.constant([...low, ...high], 'int64'), value]);
  },
};
