import type { Lowering, Lowerings } from '../lowerings/lowering.js';
import { loweringOf } from '../lowerings/lowering-of.js';
import { NETWORK } from './network.js';
import { POINTWISE } from './pointwise.js';
import { REDUCTION } from './reduction.js';
import { SHAPE } from './shape.js';

const OWN: Lowerings = { ...POINTWISE, ...SHAPE, ...REDUCTION, ...NETWORK };

/** What the usual mapping writes in operators that OpenCV 4.6 reads right. */
const SHARED = new Set([
  ...['abs', 'atan', 'cos', 'erf', 'exp', 'floor', 'log', 'neg', 'reciprocal', 'relu', 'sigmoid', 'sign'],
  ...['sin', 'sqrt', 'tanh', 'square', 'rsqrt', 'pow.Tensor_Scalar', 'leaky_relu', 'silu', 'gelu'],
  ...['reshape', 'view', '_unsafe_view', 'flatten.using_ints', 'unflatten.int', 'view_as'],
  ...['squeeze', 'squeeze.dim', 'squeeze.dims', 'unsqueeze', 'contiguous', 'detach', 'clone', 'alias'],
  ...['positive', 'transpose.int', 't', 'permute', 'cat'],
  ...['conv2d', 'max_pool2d', 'avg_pool2d', 'dropout', 'pixel_unshuffle'],
]);

/** How an operator is written for OpenCV 4; undefined where it is not. */
export function opencv4LoweringOf(operator: string): Lowering | undefined {
  const name = operator.replace(/^aten::/, '').replace(/_(?=\.|$)/, '');
  if (Object.hasOwn(OWN, name)) return OWN[name];
  return SHARED.has(name) ? loweringOf(operator) : undefined;
}
