export { Operator, type RecordedCall, type Recorder, recordCalls } from '../door.js';
export type { Reduction, Scalar } from './arguments.js';
export { call, hasOperator, schemaOf, schemas } from './call.js';
export type { NestedNumbers } from './create.js';
export {
  type ArangeOptions,
  arange,
  type CreateOptions,
  empty,
  eye,
  full,
  linspace,
  ones,
  type RandomOptions,
  rand,
  randint,
  randn,
  type TensorOptions,
  tensor,
  tensorFromArrayData,
  zeros,
} from './create.js';
export * as ops from './operators.js';
export { TENSOR_METHODS } from './tensor-methods.generated.js';
