import { isBatchSize } from '../../traced-graph.js';
import type { OnnxGraph } from '../onnx-graph.js';
import type { OperatorCall } from '../operator-call.js';
import type { Lowering, Lowerings } from './lowering.js';

const both = (values: number[]) => [...values, ...values];

const convolution =
  (spatial: number): Lowering =>
  (call, graph) => {
    const kernel = call.shape('weight').slice(2) as number[];
    const inputs = [call.tensor('input'), call.tensor('weight')];
    if (call.has('bias')) inputs.push(call.tensor('bias'));
    return graph.apply('Conv', inputs, {
      kernel_shape: kernel,
      strides: call.numbers('stride', spatial, new Array<number>(spatial).fill(1)),
      pads: both(call.numbers('padding', spatial, new Array<number>(spatial).fill(0))),
      dilations: call.numbers('dilation', spatial, new Array<number>(spatial).fill(1)),
      group: call.number('groups', 1),
    });
  };

const pooled =
  (type: string): Lowering =>
  (call, graph) => {
    const kernel = call.numbers('kernel_size', 2);
    const attributes: Record<string, number | number[]> = {
      kernel_shape: kernel,
      strides: call.numbers('stride', 2, kernel),
      pads: both(call.numbers('padding', 2, [0, 0])),
      ceil_mode: Number(call.flag('ceil_mode')),
    };
    if (type === 'MaxPool') attributes.dilations = call.numbers('dilation', 2, [1, 1]);
    else {
      if (call.has('divisor_override')) call.refuse('a divisor of its own');
      attributes.count_include_pad = Number(call.flag('count_include_pad', true));
    }
    return graph.apply(type, [call.tensor('self')], attributes);
  };

/** Maps resized by the ratio of the sizes that the trace saw. */
const resized =
  (attributes: (call: OperatorCall) => Record<string, string>): Lowering =>
  (call, graph) => {
    const input = call.has('input') ? 'input' : 'self';
    const [from, to] = [call.shape(input).slice(2), call.resultShape.slice(2)];
    if ([...from, ...to].some(isBatchSize)) call.refuse('maps whose size follows the batch');
    const scales = from.map((size, i) => (to[i] as number) / (size as number));
    return graph.apply(
      'Resize',
      [call.tensor(input), '', graph.constant([1, 1, ...scales], 'float32')],
      attributes(call),
    );
  };

const nearest = resized(() => ({
  mode: 'nearest',
  coordinate_transformation_mode: 'asymmetric',
  nearest_mode: 'floor',
}));

const bilinear = resized((call) => ({
  mode: 'linear',
  coordinate_transformation_mode: call.flag('align_corners') ? 'align_corners' : 'half_pixel',
}));

/**
 * OpenCV 4.14 and 5.0 multiply a batch by a constant with fewer leading axes as if all but the first of the
 * batch had other matrices, without a word; as an Einsum they do it right.
 */
const product: Lowering = (call, graph) => {
  const other = call.has('mat2') ? 'mat2' : 'other';
  const inputs = [call.tensor('self'), call.tensor(other)];
  const [left, right] = [call.shape('self'), call.shape(other)];
  const shared = right.length - 2;
  const apart = left.length - right.length;
  const whole = right.slice(0, shared).every((size, i) => size === left[i + apart]);
  if (!call.isConstant(other) || shared < 1 || apart < 1 || !whole) return graph.apply('MatMul', inputs);
  const leading = 'abcdefgh'.slice(0, left.length - 2);
  const equation = `${leading}xy,${leading.slice(apart)}yz->${leading}xz`;
  return graph.apply('Einsum', inputs, { equation });
};

export const NETWORK: Lowerings = {
  conv1d: convolution(1),
  conv2d: convolution(2),
  conv3d: convolution(3),
  max_pool2d: pooled('MaxPool'),
  avg_pool2d: pooled('AveragePool'),
  'upsample_nearest2d.vec': nearest,
  upsample_nearest2d: nearest,
  'upsample_bilinear2d.vec': bilinear,
  upsample_bilinear2d: bilinear,
  matmul: product,
  bmm: product,
  mm: product,
  linear: (call, graph) => {
    const inputs = [call.tensor('input')];
    const bias = call.has('bias') ? call.tensor('bias') : null;
    if (call.shape('input').length === 2) {
      const gemm = [...inputs, call.tensor('weight'), ...(bias === null ? [] : [bias])];
      return graph.apply('Gemm', gemm, { transB: 1 });
    }
    const weight = graph.apply('Transpose', [call.tensor('weight')], { perm: [1, 0] });
    const multiplied = graph.apply('MatMul', [...inputs, weight]);
    return bias === null ? multiplied : graph.apply('Add', [multiplied, bias]);
  },
  addmm: (call, graph) =>
    graph.apply('Gemm', [call.tensor('mat1'), call.tensor('mat2'), call.tensor('self')], {
      alpha: { float: call.number('alpha', 1) },
      beta: { float: call.number('beta', 1) },
    }),
  einsum: (call, graph) =>
    graph.apply('Einsum', call.tensors('tensors'), { equation: call.text('equation', '') }),
  dropout: (call) => {
    if (call.flag('train')) call.refuse('dropout while training');
    return call.tensor('input');
  },
  batch_norm: (call, graph) => {
    if (call.flag('training')) call.refuse('batch normalisation while training: call eval() first');
    const channels = call.shape('input')[1] as number;
    const or = (name: string, value: number) =>
      call.has(name) ? call.tensor(name) : constantOf(graph, value, channels);
    return graph.apply(
      'BatchNormalization',
      [
        call.tensor('input'),
        or('weight', 1),
        or('bias', 0),
        call.tensor('running_mean'),
        call.tensor('running_var'),
      ],
      { epsilon: { float: call.number('eps', 1e-5) } },
    );
  },
  layer_norm: (call, graph) => {
    const sizes = call.numbers('normalized_shape', 1);
    const count = sizes.reduce((a, b) => a * b, 1);
    const scale = call.has('weight') ? call.tensor('weight') : constantOf(graph, 1, count, sizes);
    const inputs = [call.tensor('input'), scale];
    if (call.has('bias')) inputs.push(call.tensor('bias'));
    return graph.apply('LayerNormalization', inputs, {
      axis: -sizes.length,
      epsilon: { float: call.number('eps', 1e-5) },
    });
  },
  // A group is an instance of one channel once its channels and pixels are in one row.
  group_norm: (call, graph) => {
    const shape = call.shape('input');
    const groups = call.number('num_groups');
    const [batch, channels, ...spatial] = shape;
    if ([channels, ...spatial].some(isBatchSize)) call.refuse('maps whose size follows the batch');
    const row = ([channels, ...spatial] as number[]).reduce((a, b) => a * b, 1) / groups;
    const rows = graph.reshape(call.tensor('input'), [batch, groups, row]);
    const normalised = graph.apply(
      'InstanceNormalization',
      [rows, constantOf(graph, 1, groups), constantOf(graph, 0, groups)],
      { epsilon: { float: call.number('eps', 1e-5) } },
    );
    let result = graph.reshape(normalised, shape);
    const perChannel = (name: string) =>
      graph.reshape(call.tensor(name), [channels, ...spatial.map(() => 1)]);
    if (call.has('weight')) result = graph.apply('Mul', [result, perChannel('weight')]);
    if (call.has('bias')) result = graph.apply('Add', [result, perChannel('bias')]);
    return result;
  },
  grid_sampler: (call, graph) => {
    const modes = ['bilinear', 'nearest', 'bicubic'];
    const paddings = ['zeros', 'border', 'reflection'];
    return graph.apply('GridSample', [call.tensor('input'), call.tensor('grid')], {
      mode: modes[call.number('interpolation_mode')],
      padding_mode: paddings[call.number('padding_mode')],
      align_corners: Number(call.flag('align_corners')),
    });
  },
  pixel_shuffle: (call, graph) =>
    graph.apply('DepthToSpace', [call.tensor('self')], {
      blocksize: call.number('upscale_factor'),
      mode: 'CRD',
    }),
  // ONNX's SpaceToDepth orders channels otherwise.
  pixel_unshuffle: (call, graph) => {
    const factor = call.number('downscale_factor');
    const [batch, channels, height, width] = call.shape('self');
    if (isBatchSize(height) || isBatchSize(width)) return call.refuse('maps whose size follows the batch');
    const blocks = [batch, channels, height / factor, factor, width / factor, factor];
    const parted = graph.reshape(call.tensor('self'), blocks);
    const ordered = graph.apply('Transpose', [parted], { perm: [0, 1, 3, 5, 2, 4] });
    return graph.reshape(ordered, call.resultShape);
  },
  linalg_cross: (call, graph) => {
    const axis = call.dim('dim', 'self', -1);
    const turned = (name: string, order: number[]) =>
      graph.apply('Gather', [call.tensor(name), graph.constant(order, 'int64')], { axis });
    const [after, before] = [
      [1, 2, 0],
      [2, 0, 1],
    ];
    return graph.apply('Sub', [
      graph.apply('Mul', [turned('self', after), turned('other', before)]),
      graph.apply('Mul', [turned('self', before), turned('other', after)]),
    ]);
  },
  scaled_dot_product_attention: (call, graph) => {
    if (call.flag('is_causal') || call.number('dropout_p', 0) !== 0) call.refuse('a causal mask or dropout');
    const rank = call.shape('key').length;
    const perm = Array.from({ length: rank }, (_, i) => i);
    [perm[rank - 1], perm[rank - 2]] = [rank - 2, rank - 1];
    const width = call.shape('query')[rank - 1] as number;
    const scale = graph.scalar(call.number('scale', 1 / Math.sqrt(width)), call.dtype('query'));
    const keys = graph.apply('Transpose', [call.tensor('key')], { perm });
    let logits = graph.apply('MatMul', [graph.apply('Mul', [call.tensor('query'), scale]), keys]);
    if (call.has('attn_mask')) {
      if (call.dtype('attn_mask') === 'bool') call.refuse('a boolean mask');
      logits = graph.apply('Add', [logits, call.tensor('attn_mask')]);
    }
    return graph.apply('MatMul', [
      graph.apply('Softmax', [logits], { axis: rank - 1 }),
      call.tensor('value'),
    ]);
  },
};

function constantOf(graph: OnnxGraph, value: number, count: number, shape = [count]): string {
  return graph.constant(new Array<number>(count).fill(value), 'float32', shape);
}
