export type { Reduction, Scalar } from './arguments.js';
export { call, hasOperator, schemaOf, schemas } from './call.js';
export { Operator, type RecordedCall, type Recorder, recordCalls } from './door.js';
export * as ops from './operators.js';
