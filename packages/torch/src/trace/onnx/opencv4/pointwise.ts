import type { Lowering, Lowerings } from '../lowerings/lowering.js';
import type { OnnxGraph } from '../onnx-graph.js';
import { type Arithmetic, arithmetic, chosen, mapped, withNumber } from './arithmetic.js';
import { expanded, type Sized } from './fixed-shapes.js';
import { operand, sized } from './opencv4-call.js';

const combined =
  (type: Arithmetic, swapped = false): Lowering =>
  (call, graph) => {
    const self = operand(call, graph, 'self');
    const alpha = call.number('alpha', 1);
    let other = operand(call, graph, 'other');
    if (alpha !== 1) other = arithmetic(graph, 'Mul', other, number(graph, alpha));
    return (swapped ? arithmetic(graph, type, other, self) : arithmetic(graph, type, self, other)).name;
  };

/** 1 where it holds, else 0: OpenCV 4 knows no truth values. */
const compared =
  (type: 'Less' | 'Greater' | 'Equal', negated = false): Lowering =>
  (call, graph) => {
    const difference = arithmetic(graph, 'Sub', operand(call, graph, 'self'), operand(call, graph, 'other'));
    const found = truth(graph, type, difference);
    return (negated ? opposite(graph, found) : found).name;
  };

const clipped =
  (low: string, high: string): Lowering =>
  (call, graph) => {
    const attributes: Record<string, { float: number }> = {};
    if (call.has(low)) attributes.min = { float: call.number(low) };
    if (call.has(high)) attributes.max = { float: call.number(high) };
    return mapped(graph, 'Clip', sized(call, 'self'), attributes).name;
  };

const where: Lowering = (call, graph) => {
  const [yes, no] = [operand(call, graph, 'self'), operand(call, graph, 'other')];
  return chosen(graph, sized(call, 'condition'), yes, no).name;
};

export const POINTWISE: Lowerings = {
  ...overloads('add', combined('Add')),
  ...overloads('sub', combined('Sub')),
  ...overloads('mul', combined('Mul')),
  ...overloads('div', combined('Div')),
  ...overloads('rsub', combined('Sub', true)),
  ...overloads('lt', compared('Less')),
  ...overloads('le', compared('Greater', true)),
  ...overloads('gt', compared('Greater')),
  ...overloads('ge', compared('Less', true)),
  ...overloads('eq', compared('Equal')),
  ...overloads('ne', compared('Equal', true)),
  logical_not: (call, graph) => opposite(graph, sized(call, 'self')).name,
  logical_and: (call, graph) => arithmetic(graph, 'Mul', sized(call, 'self'), sized(call, 'other')).name,
  addcmul: (call, graph) => {
    let product = arithmetic(graph, 'Mul', sized(call, 'tensor1'), sized(call, 'tensor2'));
    const value = call.number('value', 1);
    if (value !== 1) product = withNumber(graph, 'Mul', product, value);
    return arithmetic(graph, 'Add', sized(call, 'self'), product).name;
  },
  'lerp.Scalar': (call, graph) => {
    const change = arithmetic(graph, 'Sub', sized(call, 'end'), sized(call, 'self'));
    const part = withNumber(graph, 'Mul', change, call.number('weight'));
    return arithmetic(graph, 'Add', sized(call, 'self'), part).name;
  },
  clamp: clipped('min', 'max'),
  clamp_min: clipped('min', 'max'),
  clamp_max: clipped('min', 'max'),
  hardtanh: clipped('min_val', 'max_val'),
  'where.self': where,
  'where.ScalarOther': where,
  'where.ScalarSelf': where,
  'masked_fill.Scalar': (call, graph) =>
    chosen(graph, sized(call, 'mask'), number(graph, call.number('value')), sized(call, 'self')).name,
  // Half the angle has no branch but the sign of x: its tangent is y / (length + |x|). A negative zero counts
  // as zero, and both zero give 0, as in the engine.
  atan2: (call, graph) => {
    const [y, x] = [sized(call, 'self'), sized(call, 'other')];
    const square = (v: Sized) => arithmetic(graph, 'Mul', v, v);
    const length = mapped(graph, 'Sqrt', arithmetic(graph, 'Add', square(y), square(x)));
    const below = arithmetic(graph, 'Add', length, mapped(graph, 'Abs', x));
    const safe = arithmetic(graph, 'Add', below, truth(graph, 'Equal', below));
    const slope = mapped(graph, 'Atan', arithmetic(graph, 'Div', y, safe));
    const angle = withNumber(graph, 'Mul', slope, 2);
    const half = withNumber(
      graph,
      'Add',
      withNumber(graph, 'Mul', truth(graph, 'Less', y), -2 * Math.PI),
      Math.PI,
    );
    const behind = arithmetic(graph, 'Sub', half, angle);
    return chosen(graph, truth(graph, 'Less', x), expanded(graph, behind, angle.shape), angle).name;
  },
  // There is no test for what is not a number; only infinities are replaced.
  nan_to_num: (call, graph) => {
    if (call.has('posinf') || call.has('neginf')) call.refuse('replacing infinities by chosen numbers');
    const largest = 3.4028234663852886e38;
    const limits = { min: { float: -largest }, max: { float: largest } };
    return mapped(graph, 'Clip', sized(call, 'self'), limits).name;
  },
};

/** How a tensor compares with zero, as 1 or 0. Equality of fractions is not in this version of ONNX. */
function truth(graph: OnnxGraph, type: 'Less' | 'Greater' | 'Equal', value: Sized): Sized {
  if (type === 'Equal') {
    const unequal = arithmetic(graph, 'Add', truth(graph, 'Less', value), truth(graph, 'Greater', value));
    return opposite(graph, unequal);
  }
  const found = graph.apply(type, [value.name, graph.scalar(0, 'float32')]);
  return { name: graph.apply('Cast', [found], { to: 1 }), shape: value.shape };
}

function opposite(graph: OnnxGraph, value: Sized): Sized {
  return withNumber(graph, 'Add', mapped(graph, 'Neg', value), 1);
}

function number(graph: OnnxGraph, value: number): Sized {
  return { name: graph.scalar(value, 'float32'), shape: [] };
}

function overloads(name: string, lowering: Lowering): Lowerings {
  return { [`${name}.Tensor`]: lowering, [`${name}.Scalar`]: lowering };
}
