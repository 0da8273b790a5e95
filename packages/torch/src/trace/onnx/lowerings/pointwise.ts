import { isReference } from '../../traced-graph.js';
import { cast, type Lowering, type Lowerings } from './lowering.js';

/** Operators of one tensor whose ONNX counterpart has another name only. */
const UNARY: Record<string, string> = {
  abs: 'Abs',
  atan: 'Atan',
  ceil: 'Ceil',
  cos: 'Cos',
  erf: 'Erf',
  exp: 'Exp',
  floor: 'Floor',
  isnan: 'IsNaN',
  log: 'Log',
  logical_not: 'Not',
  neg: 'Neg',
  reciprocal: 'Reciprocal',
  relu: 'Relu',
  round: 'Round',
  sigmoid: 'Sigmoid',
  sign: 'Sign',
  sin: 'Sin',
  sqrt: 'Sqrt',
  tan: 'Tan',
  tanh: 'Tanh',
};

/** Both operands in the result's type, the second times alpha where the operator has one. */
const arithmetic =
  (type: string, swapped = false): Lowering =>
  (call, graph) => {
    const dtype = call.resultDtype;
    const self = cast(graph, call.tensor('self'), call.dtype('self'), dtype);
    let other = operand(call, graph, 'other', dtype);
    const alpha = call.number('alpha', 1);
    if (alpha !== 1) other = graph.apply('Mul', [other, graph.scalar(alpha, dtype)]);
    return graph.apply(type, swapped ? [other, self] : [self, other]);
  };

/**
 * Both operands in the wider of their types; a number takes the tensor's, or float32 where it is a fraction.
 */
const comparison =
  (type: string, negated = false): Lowering =>
  (call, graph) => {
    const own = call.dtype('self');
    const other = isTensorArgument(call, 'other') ? call.dtype('other') : own;
    const fraction = !isTensorArgument(call, 'other') && !Number.isInteger(call.number('other'));
    const dtype =
      own === other && !(fraction && !own.startsWith('float')) && own !== 'bool'
        ? own
        : own === 'float64' || other === 'float64'
          ? 'float64'
          : 'float32';
    const inputs = [cast(graph, call.tensor('self'), own, dtype), operand(call, graph, 'other', dtype)];
    const result = graph.apply(type, inputs);
    return negated ? graph.apply('Not', [result]) : result;
  };

export const POINTWISE: Lowerings = {
  ...Object.fromEntries(
    Object.entries(UNARY).map(([name, type]): [string, Lowering] => [
      name,
      (call, graph) => {
        const input = cast(
          graph,
          call.tensor('self'),
          call.dtype('self'),
          name === 'isnan' || name === 'logical_not' ? call.dtype('self') : call.resultDtype,
        );
        return graph.apply(type, [input]);
      },
    ]),
  ),
  ...overloads('add', arithmetic('Add')),
  ...overloads('sub', arithmetic('Sub')),
  ...overloads('mul', arithmetic('Mul')),
  ...overloads('div', arithmetic('Div')),
  ...overloads('rsub', arithmetic('Sub', true)),
  maximum: arithmetic('Max'),
  minimum: arithmetic('Min'),
  ...overloads('lt', comparison('Less')),
  ...overloads('le', comparison('LessOrEqual')),
  ...overloads('gt', comparison('Greater')),
  ...overloads('ge', comparison('GreaterOrEqual')),
  ...overloads('eq', comparison('Equal')),
  ...overloads('ne', comparison('Equal', true)),
  logical_and: (call, graph) => graph.apply('And', [call.tensor('self'), call.tensor('other')]),
  logical_or: (call, graph) => graph.apply('Or', [call.tensor('self'), call.tensor('other')]),
  'pow.Tensor_Scalar': (call, graph) =>
    graph.apply('Pow', [call.tensor('self'), graph.scalar(call.number('exponent'), call.dtype('self'))]),
  square: (call, graph) => graph.apply('Mul', [call.tensor('self'), call.tensor('self')]),
  rsqrt: (call, graph) => graph.apply('Reciprocal', [graph.apply('Sqrt', [call.tensor('self')])]),
  addcmul: (call, graph) => {
    let product = graph.apply('Mul', [call.tensor('tensor1'), call.tensor('tensor2')]);
    const value = call.number('value', 1);
    if (value !== 1) product = graph.apply('Mul', [product, graph.scalar(value, call.resultDtype)]);
    return graph.apply('Add', [call.tensor('self'), product]);
  },
  'lerp.Scalar': (call, graph) => {
    const change = graph.apply('Sub', [call.tensor('end'), call.tensor('self')]);
    const part = graph.apply('Mul', [change, graph.scalar(call.number('weight'), call.resultDtype)]);
    return graph.apply('Add', [call.tensor('self'), part]);
  },
  clamp: (call, graph) => clip(call, graph, call.has('min'), call.has('max')),
  clamp_min: (call, graph) => clip(call, graph, true, false),
  clamp_max: (call, graph) => clip(call, graph, false, true),
  hardtanh: (call, graph) =>
    graph.apply('Clip', [
      call.tensor('self'),
      graph.scalar(call.number('min_val', -1), call.dtype('self')),
      graph.scalar(call.number('max_val', 1), call.dtype('self')),
    ]),
  leaky_relu: (call, graph) =>
    graph.apply('LeakyRelu', [call.tensor('self')], {
      alpha: { float: call.number('negative_slope', 0.01) },
    }),
  silu: (call, graph) => {
    const x = call.tensor('self');
    return graph.apply('Mul', [x, graph.apply('Sigmoid', [x])]);
  },
  gelu: (call, graph) => {
    if (call.text('approximate', 'none') !== 'none') call.refuse('the approximation by tanh');
    const x = call.tensor('self');
    const dtype = call.dtype('self');
    const erf = graph.apply('Erf', [graph.apply('Mul', [x, graph.scalar(Math.SQRT1_2, dtype)])]);
    const half = graph.apply('Mul', [x, graph.scalar(0.5, dtype)]);
    return graph.apply('Mul', [half, graph.apply('Add', [erf, graph.scalar(1, dtype)])]);
  },
  // ONNX has the one-argument arc tangent only; it lacks half a turn where x is negative, and 0 / 0.
  // A negative zero counts as zero.
  atan2: (call, graph) => {
    const [y, x] = [call.tensor('self'), call.tensor('other')];
    const dtype = call.resultDtype;
    const zero = graph.scalar(0, dtype);
    const slope = graph.apply('Atan', [graph.apply('Div', [y, x])]);
    const half = graph.apply('Where', [
      graph.apply('Less', [y, zero]),
      graph.scalar(-Math.PI, dtype),
      graph.scalar(Math.PI, dtype),
    ]);
    const turned = graph.apply('Add', [
      slope,
      graph.apply('Where', [graph.apply('Less', [x, zero]), half, zero]),
    ]);
    const origin = graph.apply('And', [graph.apply('Equal', [y, zero]), graph.apply('Equal', [x, zero])]);
    return graph.apply('Where', [origin, zero, turned]);
  },
  nan_to_num: (call, graph) => {
    const x = call.tensor('self');
    const dtype = call.dtype('self');
    if (call.has('posinf') || call.has('neginf')) call.refuse('replacing infinities by chosen numbers');
    const filled = graph.apply('Where', [
      graph.apply('IsNaN', [x]),
      graph.scalar(call.number('nan', 0), dtype),
      x,
    ]);
    const largest = dtype === 'float32' ? 3.4028234663852886e38 : Number.MAX_VALUE;
    return graph.apply('Clip', [filled, graph.scalar(-largest, dtype), graph.scalar(largest, dtype)]);
  },
  'where.self': where,
  'where.ScalarOther': where,
  'where.ScalarSelf': where,
  'masked_fill.Scalar': (call, graph) =>
    graph.apply('Where', [
      call.tensor('mask'),
      graph.scalar(call.number('value'), call.dtype('self')),
      call.tensor('self'),
    ]),
};

function overloads(name: string, lowering: Lowering): Lowerings {
  return { [`${name}.Tensor`]: lowering, [`${name}.Scalar`]: lowering };
}

function where(call: Parameters<Lowering>[0], graph: Parameters<Lowering>[1]): string {
  const dtype = call.resultDtype;
  return graph.apply('Where', [
    call.tensor('condition'),
    operand(call, graph, 'self', dtype),
    operand(call, graph, 'other', dtype),
  ]);
}

function clip(
  call: Parameters<Lowering>[0],
  graph: Parameters<Lowering>[1],
  low: boolean,
  high: boolean,
): string {
  const dtype = call.resultDtype;
  const limit = (wanted: boolean, name: string) => (wanted ? graph.scalar(call.number(name), dtype) : '');
  const inputs = [cast(graph, call.tensor('self'), call.dtype('self'), dtype), limit(low, 'min')];
  return graph.apply('Clip', high ? [...inputs, limit(true, 'max')] : inputs);
}

function isTensorArgument(call: Parameters<Lowering>[0], name: string): boolean {
  return isReference(call.call.arguments.get(name));
}

/** An argument that is a tensor or a number, in a type. */
function operand(
  call: Parameters<Lowering>[0],
  graph: Parameters<Lowering>[1],
  name: string,
  dtype: Parameters<Parameters<Lowering>[1]['scalar']>[1],
): string {
  return isTensorArgument(call, name)
    ? cast(graph, call.tensor(name), call.dtype(name), dtype)
    : graph.scalar(call.number(name), dtype);
}
