import { withSource } from '../byte-source.js';
import { expectKind } from '../expect-kind.js';
import { FormatError } from '../format-error.js';
import { BUILTIN_GLOBALS } from './builtin-globals.js';
import { CHUMPY_GLOBALS } from './chumpy-globals.js';
import { Interpreter, type InterpreterLimits, type PersistentLoad } from './interpreter.js';
import { NUMPY_GLOBALS } from './numpy-globals.js';
import { PickleContext } from './pickle-context.js';
import type { PickleGlobals } from './pickle-global.js';
import type { PickleValue } from './pickle-value.js';
import { SCIPY_GLOBALS } from './scipy-globals.js';

export interface UnpickleOptions extends Partial<InterpreterLimits> {
  /** Names the bytes in errors. */
  file?: string;
  /** Most bytes of memory to build; by default 64 MB and 32 times the pickle's length. */
  maxBytes?: number;
  /** Further names, each standing for a `PickleGlobal` or for a plain value. */
  globals?: PickleGlobals;
  persistentLoad?: PersistentLoad;
}

export const UNPICKLE_DEFAULTS = {
  maxMemo: 10_000_000,
  maxStack: 10_000_000,
  setAside: false,
} satisfies UnpickleOptions;

const SPARE_BYTES = 64 << 20;
const MEMORY_RATIO = 32;

/** The names every pickle may use: containers, numpy arrays, scipy sparse matrices, chumpy arrays as data. */
export const PICKLE_GLOBALS: PickleGlobals = new Map<string, unknown>([
  ...BUILTIN_GLOBALS,
  ...NUMPY_GLOBALS,
  ...SCIPY_GLOBALS,
  ...CHUMPY_GLOBALS,
]);

/**
 * Reads a Python pickle (protocols 0 to 5) as plain data. It is a closed interpreter: a class or function
 * that is not in its table of names is an error that names it, and nothing in the table does more than build
 * data.
 * @throws {FormatError} naming the file, the opcode and its byte.
 */
export function unpickle(bytes: Uint8Array, options: UnpickleOptions = {}): PickleValue {
  const { value, end } = unpickleFirst(bytes, options);
  if (end !== bytes.byteLength) {
    throw new FormatError(options.file, 'pickle', `${bytes.byteLength - end} bytes follow its end`);
  }
  return value;
}

/** As `unpickle`, for a file. */
export function readPickle(path: string, options: UnpickleOptions = {}): PickleValue {
  const bytes = withSource(path, undefined, (source) => {
    expectKind(source, 'a Python pickle', ['pickle', 'json']);
    return source.read(0, source.size, 'pickle');
  });
  return unpickle(bytes, { file: path, ...options });
}

/** As `unpickle`, where more may follow: the value and the byte behind its end. */
export function unpickleFirst(
  bytes: Uint8Array,
  options: UnpickleOptions = {},
): { value: PickleValue; end: number } {
  const { file, maxBytes = SPARE_BYTES + MEMORY_RATIO * bytes.byteLength } = options;
  const limits: InterpreterLimits = {
    maxMemo: options.maxMemo ?? UNPICKLE_DEFAULTS.maxMemo,
    maxStack: options.maxStack ?? UNPICKLE_DEFAULTS.maxStack,
    setAside: options.setAside ?? UNPICKLE_DEFAULTS.setAside,
  };
  const globals =
    options.globals === undefined ? PICKLE_GLOBALS : new Map([...PICKLE_GLOBALS, ...options.globals]);
  const context = new PickleContext(file, maxBytes);
  const machine = new Interpreter(bytes, context, globals, options.persistentLoad, limits);
  const value = machine.run() as PickleValue;
  return { value, end: machine.position };
}
