import type { Lowering, Lowerings } from '../lowerings/lowering.js';
import { NETWORK as USUAL } from '../lowerings/network.js';
import type { OnnxGraph } from '../onnx-graph.js';
import { arithmetic, mapped, withNumber } from './arithmetic.js';
import { derived, permuted, reshaped, type Sized, volume } from './fixed-shapes.js';
import { sampled } from './grid-sample.js';
import { resultShape, sized } from './opencv4-call.js';
import { product } from './products.js';
import { reducedRows } from './reduction.js';

const multiplied: Lowering = (call, graph) =>
  product(graph, sized(call, 'self'), sized(call, call.has('mat2') ? 'mat2' : 'other')).name;

const nearest: Lowering = (call, graph) => {
  const input = sized(call, call.has('input') ? 'input' : 'self');
  const scales = resultShape(call).map((size, i) => size / input.shape[i]);
  if (!scales.every(Number.isInteger)) call.refuse('maps enlarged by a fraction');
  return graph.apply('Resize', [input.name, graph.constant(scales, 'float32')], { mode: 'nearest' });
};

/** Two products with constant weights: resizing in this version of ONNX means something else. */
const bilinear: Lowering = (call, graph) => {
  const input = sized(call, call.has('input') ? 'input' : 'self');
  const [height, width] = resultShape(call).slice(2);
  const aligned = call.flag('align_corners');
  const wide = product(graph, input, interpolation(graph, input.shape[3], width, aligned));
  const turned = permuted(graph, wide, [0, 1, 3, 2]);
  const high = product(graph, turned, interpolation(graph, input.shape[2], height, aligned));
  return permuted(graph, high, [0, 1, 3, 2]).name;
};

export const NETWORK: Lowerings = {
  conv1d: (call, graph) => {
    const [input, weight] = [sized(call, 'input'), sized(call, 'weight')];
    const at = (name: string, fallback: number) => call.numbers(name, 1, [fallback])[0];
    const inputs = [
      reshaped(graph, input, [...input.shape, 1]).name,
      reshaped(graph, weight, [...weight.shape, 1]).name,
    ];
    if (call.has('bias')) inputs.push(call.tensor('bias'));
    const shape = [...resultShape(call), 1];
    const name = graph.apply('Conv', inputs, {
      kernel_shape: [weight.shape[2], 1],
      strides: [at('stride', 1), 1],
      pads: [at('padding', 0), 0, at('padding', 0), 0],
      dilations: [at('dilation', 1), 1],
      group: call.number('groups', 1),
    });
    return reshaped(graph, { name, shape }, resultShape(call)).name;
  },
  'upsample_nearest2d.vec': nearest,
  upsample_nearest2d: nearest,
  'upsample_bilinear2d.vec': bilinear,
  upsample_bilinear2d: bilinear,
  matmul: multiplied,
  bmm: multiplied,
  mm: multiplied,
  linear: (call, graph) => {
    const input = sized(call, 'input');
    const [out, width] = call.shape('weight') as number[];
    const flat = reshaped(graph, input, [volume(input.shape) / width, width]);
    const bias = call.has('bias')
      ? call.tensor('bias')
      : graph.constant(new Array<number>(out).fill(0), 'float32');
    const name = graph.apply('Gemm', [flat.name, call.tensor('weight'), bias], { transB: 1 });
    return reshaped(graph, { name, shape: [flat.shape[0], out] }, resultShape(call)).name;
  },
  addmm: (call, graph) => {
    if (call.number('alpha', 1) !== 1 || call.number('beta', 1) !== 1) call.refuse('factors of a product');
    const found = product(graph, sized(call, 'mat1'), sized(call, 'mat2'));
    return arithmetic(graph, 'Add', found, sized(call, 'self')).name;
  },
  batch_norm: (call, graph) => {
    const { shape } = sized(call, 'input');
    const maps = [...shape.slice(0, 2), shape[2] ?? 1, shape[3] ?? 1];
    const input = reshaped(graph, sized(call, 'input'), maps);
    const plain = USUAL.batch_norm(call, graph) as string;
    graph.nodes[graph.nodes.length - 1].inputs[0] = input.name;
    return reshaped(graph, { name: plain, shape: maps }, shape).name;
  },
  layer_norm: (call, graph) => {
    const input = sized(call, 'input');
    const count = volume(call.numbers('normalized_shape', 1));
    const rows = reshaped(graph, input, [volume(input.shape) / count, count]);
    let result = standardised(graph, rows, call.number('eps', 1e-5));
    const scale = (name: string) => reshaped(graph, sized(call, name), [1, count]);
    if (call.has('weight')) result = arithmetic(graph, 'Mul', result, scale('weight'));
    if (call.has('bias')) result = arithmetic(graph, 'Add', result, scale('bias'));
    return reshaped(graph, result, input.shape).name;
  },
  // OpenCV 4.6 has InstanceNormalization, but of numbers about 1 it is off by up to 2e-5.
  group_norm: (call, graph) => {
    const input = sized(call, 'input');
    const groups = call.number('num_groups');
    const [batch, channels, ...spatial] = input.shape;
    const rows = reshaped(graph, input, [batch * groups, volume(input.shape) / batch / groups]);
    const result = reshaped(graph, standardised(graph, rows, call.number('eps', 1e-5)), [
      batch,
      channels,
      volume(spatial),
      1,
    ]);
    if (!call.has('weight')) return reshaped(graph, result, input.shape).name;
    // Scale and shift of each channel: a normalisation by mean 0 and variance 1.
    const numbers = (value: number) => graph.constant(new Array<number>(channels).fill(value), 'float32');
    const name = graph.apply(
      'BatchNormalization',
      [result.name, call.tensor('weight'), call.tensor('bias'), numbers(0), numbers(1)],
      { epsilon: { float: 0 } },
    );
    return reshaped(graph, { name, shape: result.shape }, input.shape).name;
  },
  grid_sampler: (call, graph) => {
    const [mode, padding] = [call.number('interpolation_mode'), call.number('padding_mode')];
    if (mode !== 0 || padding > 1) call.refuse('anything but bilinear samples with zeros or edges outside');
    const corners = call.flag('align_corners');
    return sampled(graph, sized(call, 'input'), sized(call, 'grid'), { corners, edges: padding === 1 }).name;
  },
  pixel_shuffle: (call, graph) => {
    const factor = call.number('upscale_factor');
    const [batch, channels, height, width] = sized(call, 'self').shape;
    const blocks = [batch, channels / factor ** 2, factor, factor, height, width];
    const parted = reshaped(graph, sized(call, 'self'), blocks);
    return reshaped(graph, permuted(graph, parted, [0, 1, 4, 2, 5, 3]), resultShape(call)).name;
  },
  linalg_cross: (call, graph) => {
    const [a, b] = [sized(call, 'self'), sized(call, 'other')];
    const axis = call.dim('dim', 'self', -1);
    const parts = (of: Sized) => {
      const names = graph.applyMany('Split', [of.name], 3, { axis, split: [1, 1, 1] });
      const shape = of.shape.map((size, i) => (i === axis ? 1 : size));
      return names.map((name) => ({ name, shape }));
    };
    const [first, second] = [parts(a), parts(b)];
    const results = [0, 1, 2].map((i) => {
      const [after, before] = [(i + 1) % 3, (i + 2) % 3];
      const plus = arithmetic(graph, 'Mul', first[after], second[before]);
      return arithmetic(graph, 'Sub', plus, arithmetic(graph, 'Mul', first[before], second[after])).name;
    });
    return graph.apply('Concat', results, { axis });
  },
};

/** Rows with mean 0 and variance 1. */
function standardised(graph: OnnxGraph, rows: Sized, epsilon: number): Sized {
  const centred = arithmetic(graph, 'Sub', rows, reducedRows(graph, 'ReduceMean', rows));
  const squares = arithmetic(graph, 'Mul', centred, centred);
  const variance = withNumber(graph, 'Add', reducedRows(graph, 'ReduceMean', squares), epsilon);
  return arithmetic(graph, 'Div', centred, mapped(graph, 'Sqrt', variance));
}

/** (from, to) weights of the line through neighbouring samples, as the engine resizes. */
function interpolation(graph: OnnxGraph, from: number, to: number, aligned: boolean): Sized {
  return derived(graph, 'line', `${from} ${to} ${aligned}`, [from, to], () => {
    const weights = new Float32Array(from * to);
    for (let k = 0; k < to; k++) {
      const place = aligned
        ? to === 1
          ? 0
          : (k * (from - 1)) / (to - 1)
        : Math.max(0, ((k + 0.5) * from) / to - 0.5);
      const low = Math.min(from - 1, Math.floor(place));
      const high = Math.min(from - 1, low + 1);
      weights[low * to + k] += 1 - (place - low);
      weights[high * to + k] += place - low;
    }
    return weights;
  });
}
