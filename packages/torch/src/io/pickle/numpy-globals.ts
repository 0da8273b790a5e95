import { allocate, elementCount } from '../arrays/array-data.js';
import {
  decodeElements,
  decodeTexts,
  type NumpyDType,
  numpyItemSize,
  parseNumpyDType,
  toCOrder,
} from '../arrays/numpy-dtype.js';
import { asBytes, describe } from './builtin-globals.js';
import type { PickleContext } from './pickle-context.js';
import { Buildable, named, type PickleBuilder, type PickleGlobal } from './pickle-global.js';
import type { NumpyValue, PickleValue } from './pickle-value.js';

/** numpy's dtype object; its BUILD brings the byte order. */
class NumpyDTypeObject extends Buildable {
  constructor(readonly dtype: NumpyDType) {
    super();
  }

  build(state: unknown, context: PickleContext): void {
    if (!Array.isArray(state) || state.length < 8) context.fail(`a dtype's state is ${describe(state)}`);
    const [, order, subtype, names] = state as unknown[];
    if ((subtype ?? null) !== null || (names ?? null) !== null) {
      context.fail('an array of structured elements; only plain element types are read');
    }
    if (this.dtype.kind !== 'object') this.dtype.littleEndian = order !== '>';
  }
}

/** An array, empty until its BUILD. It is itself the result: containers may hold it before it is complete. */
class NumpyArray extends Buildable {
  dtype: string = 'uint8';
  shape: number[] = [0];
  data: unknown = new Uint8Array(0);

  build(state: unknown, context: PickleContext): void {
    if (!Array.isArray(state) || state.length < 4 || state.length > 5) {
      context.fail(`an array's state is ${describe(state)}, expected (version, shape, dtype, order, data)`);
    }
    const [shape, dtype, isFortran, raw] = (state as unknown[]).slice(-4);
    if (!(dtype instanceof NumpyDTypeObject)) context.fail(`an array's dtype is ${describe(dtype)}`);
    const type = (dtype as NumpyDTypeObject).dtype;
    Object.assign(
      this,
      makeArray(type, toShape(shape, context), isFortran === true || isFortran === 1, raw, context),
    );
  }
}

function toShape(shape: unknown, context: PickleContext): number[] {
  if (!Array.isArray(shape) || !shape.every((size) => Number.isSafeInteger(size) && size >= 0)) {
    return context.fail(`an array's shape is ${describe(shape)}, expected whole numbers`);
  }
  return [...(shape as number[])];
}

function makeArray(
  type: NumpyDType,
  shape: number[],
  isFortran: boolean,
  raw: unknown,
  context: PickleContext,
): NumpyValue {
  const count = elementCount(shape);
  if (type.kind === 'object') {
    if (!Array.isArray(raw) || raw.length !== count) {
      return context.fail(`an object array of shape [${shape}] holds ${describe(raw)}`);
    }
    context.charge(count * 16);
    const items = [...(raw as PickleValue[])];
    return { dtype: 'object', shape, data: isFortran ? toCOrder(items, shape) : items };
  }
  const bytes = asBytes(raw, context);
  const expected = count * numpyItemSize(type);
  if (bytes.byteLength !== expected) {
    return context.fail(`an array of shape [${shape}] needs ${expected} bytes, found ${bytes.byteLength}`);
  }
  if (type.kind !== 'array') {
    context.charge(count * 16 + bytes.byteLength * 2);
    const texts = decodeTexts(type, bytes, count);
    return { dtype: 'text', shape, data: isFortran ? toCOrder(texts, shape) : texts };
  }
  context.charge(bytes.byteLength * (isFortran ? 2 : 1));
  return {
    dtype: type.dtype,
    shape,
    data: decodeElements(type.dtype, type.littleEndian, shape, isFortran, bytes),
  };
}

const makeDType: PickleBuilder = ([text], context) => {
  const dtype = typeof text === 'string' ? parseNumpyDType(text) : null;
  if (dtype === null) return context.fail(`the element type ${describe(text)} is not read`);
  return new NumpyDTypeObject(dtype);
};

const makeScalar: PickleBuilder = ([dtype, raw], context) => {
  if (!(dtype instanceof NumpyDTypeObject)) return context.fail(`a scalar's dtype is ${describe(dtype)}`);
  if (dtype.dtype.kind === 'object') return raw;
  const { data, dtype: kind } = makeArray(dtype.dtype, [], false, raw ?? new Uint8Array(0), context);
  const value = data[0];
  if (kind === 'bool') return value !== 0;
  if (kind === 'float16') return context.fail('a half-precision scalar is not read');
  return typeof value === 'bigint' && Number.isSafeInteger(Number(value)) ? Number(value) : value;
};

/** `_frombuffer(bytes, dtype, shape, order)`: how protocol 5 carries arrays. */
const fromBuffer: PickleBuilder = ([raw, dtype, shape, order], context) => {
  if (!(dtype instanceof NumpyDTypeObject)) return context.fail(`an array's dtype is ${describe(dtype)}`);
  return makeArray(dtype.dtype, toShape(shape, context), order === 'F', raw, context);
};

const makeEmpty: PickleBuilder = () => {
  const array = new NumpyArray();
  array.data = allocate('uint8', 0);
  return array;
};

function both(name: string): string[] {
  return [`numpy.core.${name}`, `numpy._core.${name}`];
}

export const NUMPY_GLOBALS: [string, PickleGlobal][] = [
  ...named(both('multiarray _reconstruct'), makeEmpty),
  ...named(both('multiarray scalar'), makeScalar),
  ...named(both('numeric _frombuffer'), fromBuffer),
  ...named(['numpy dtype'], makeDType),
  ...named(['numpy ndarray']),
];
