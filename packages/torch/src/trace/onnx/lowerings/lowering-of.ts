import type { Lowerings } from './lowering.js';
import { NETWORK } from './network.js';
import { POINTWISE } from './pointwise.js';
import { REDUCTION } from './reduction.js';
import { SHAPE } from './shape.js';

const ALL: Lowerings = { ...POINTWISE, ...SHAPE, ...REDUCTION, ...NETWORK };

/**
 * How an operator is written in ONNX; undefined where it is not. An in-place one is written as its plain
 * sibling.
 */
export function loweringOf(operator: string) {
  const name = operator.replace(/^aten::/, '').replace(/_(?=\.|$)/, '');
  return Object.hasOwn(ALL, name) ? ALL[name] : undefined;
}
