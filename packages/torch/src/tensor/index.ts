export { type DType, dtypeOf, elementBytes, type MemoryFormat, type TypedArray } from './dtype.js';
export { inScope, setUnscopedLimit } from './handles.js';
export { type MemoryCount, memory } from './memory.js';
export { dispose, keep, scope, tensorsIn } from './scope.js';
export { Tensor, type TensorData, type ToOptions } from './tensor.js';
export { adopt, type TensorTicket, transfer } from './transfer.js';
