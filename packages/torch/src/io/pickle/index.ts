export { PickleContext } from './pickle-context.js';
export type { PickleBuilder, PickleGlobals } from './pickle-global.js';
export { Buildable, PickleGlobal } from './pickle-global.js';
export type {
  CompressedMatrix,
  CoordinateMatrix,
  NumpyValue,
  ObjectArray,
  PickleValue,
  SparseMatrix,
  TextArray,
} from './pickle-value.js';
export { isArrayData, isSparseMatrix } from './pickle-value.js';
export type { UnpickleOptions } from './unpickle.js';
export { readPickle, UNPICKLE_DEFAULTS, unpickle } from './unpickle.js';
export { UnreadThing } from './unread-thing.js';
