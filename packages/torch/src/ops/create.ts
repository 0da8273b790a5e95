import { door, Operator } from '../door.js';
import { native } from '../native.js';
import { type Generator, generatorIndex } from '../random/generator.js';
import { type DType, dtypeCode, dtypeOf, type TypedArray } from '../tensor/dtype.js';
import { type Tensor, wrap } from '../tensor/tensor.js';

/** What every function that makes a tensor takes. */
export interface CreateOptions {
  /** float32 unless said otherwise. */
  dtype?: DType;
  /** 'cpu' (the default), 'cuda', 'cuda:1'. */
  device?: string;
  requiresGrad?: boolean;
}

export interface TensorOptions extends CreateOptions {
  /** The data's own shape where left out: flat for typed arrays. */
  shape?: readonly number[];
}

export type NestedNumbers = number | boolean | readonly NestedNumbers[];

const EMPTY = new Operator('aten::empty.memory_format', 'size,dtype,device');
const ZEROS = new Operator('aten::zeros', 'size,dtype,device');
const ONES = new Operator('aten::ones', 'size,dtype,device');
const FULL = new Operator('aten::full', 'size,fill_value,dtype,device');
const ARANGE = new Operator('aten::arange.start_step', 'start,end,step,dtype,device');
const LINSPACE = new Operator('aten::linspace', 'start,end,steps,dtype,device');
const EYE = new Operator('aten::eye.m', 'n,m,dtype,device');
const RAND = new Operator('aten::rand.generator', 'size,generator,dtype,device');
const RANDN = new Operator('aten::randn.generator', 'size,generator,dtype,device');
const RANDINT = new Operator('aten::randint.low_generator', 'low,high,size,generator,dtype,device');

/**
 * A tensor with a copy of the data. Typed arrays keep their type (Float32Array is float32, BigInt64Array
 * int64, Uint8Array uint8, ...) unless `dtype` asks for another; numbers and nested lists of numbers become
 * float32. A Uint16Array holds the bits of float16 or bfloat16, whichever `dtype` says.
 */
export function tensor(data: TypedArray | NestedNumbers, options: TensorOptions = {}): Tensor {
  const { device, requiresGrad } = options;
  const { array, own, shape } = prepare(data, options);
  const wanted = options.dtype ?? own;
  let result = wrap(native().fromTypedArray(array, shape, dtypeCode(own)));
  if (wanted !== own || (device !== undefined && device !== 'cpu')) {
    const copied = result.to({ dtype: wanted, device });
    result.dispose();
    result = copied;
  }
  return requiresGrad ? result.requiresGrad_() : result;
}

/**
 * A tensor from what the readers of `io` give. Unsigned whole numbers of 16 to 64 bits, which the engine does
 * not have, become int64.
 *
 * @throws {RangeError} for a 64-bit number that int64 cannot hold.
 */
export function tensorFromArrayData(
  given: { dtype: string; shape: readonly number[]; data: TypedArray | Uint32Array | BigUint64Array },
  options: CreateOptions = {},
): Tensor {
  const data = signedArray(given);
  const dtype = data.dtype as DType;
  // Sixteen-bit floats and booleans come in arrays that do not say so themselves.
  const own = data.data instanceof Uint16Array || dtype === 'bool' ? dtype : dtypeOf(data.data);
  const handle = native().fromTypedArray(data.data, data.shape, dtypeCode(own));
  const result = wrap(handle);
  const wanted = options.dtype ?? dtype;
  if (wanted === own && !options.device) return options.requiresGrad ? result.requiresGrad_() : result;
  const copied = result.to({ dtype: wanted, device: options.device });
  result.dispose();
  return options.requiresGrad ? copied.requiresGrad_() : copied;
}

function signedArray(given: Parameters<typeof tensorFromArrayData>[0]): {
  dtype: string;
  shape: readonly number[];
  data: TypedArray;
} {
  const { dtype, shape, data } = given;
  if (dtype !== 'uint16' && dtype !== 'uint32' && dtype !== 'uint64')
    return { dtype, shape, data: data as TypedArray };
  const most = 2n ** 63n - 1n;
  const signed = BigInt64Array.from(data as ArrayLike<number>, (value: number | bigint) => {
    const whole = BigInt(value);
    if (whole > most)
      throw new RangeError(`tensor of ${dtype}: ${whole} does not fit int64, whose largest is ${most}`);
    return whole;
  });
  return { dtype: 'int64', shape, data: signed };
}

/** Uninitialised memory. */
export function empty(shape: readonly number[], options: CreateOptions = {}): Tensor {
  return made(EMPTY, options, shape);
}

export function zeros(shape: readonly number[], options: CreateOptions = {}): Tensor {
  return made(ZEROS, options, shape);
}

export function ones(shape: readonly number[], options: CreateOptions = {}): Tensor {
  return made(ONES, options, shape);
}

export function full(shape: readonly number[], value: number, options: CreateOptions = {}): Tensor {
  return made(FULL, options, shape, value);
}

export interface ArangeOptions extends CreateOptions {
  start?: number;
  step?: number;
}

/** start, start + step, ... before end; int64 unless `dtype` says otherwise. */
export function arange(end: number, options: ArangeOptions = {}): Tensor {
  const { start = 0, step = 1, dtype = 'int64', device, requiresGrad } = options;
  return made(ARANGE, { dtype, device, requiresGrad }, start, end, step);
}

/** `steps` numbers from start to end, both included. */
export function linspace(start: number, end: number, steps: number, options: CreateOptions = {}): Tensor {
  return made(LINSPACE, options, start, end, steps);
}

/** Ones on the diagonal of an (n, m) matrix, zeros elsewhere. */
export function eye(n: number, options: CreateOptions & { m?: number } = {}): Tensor {
  return made(EYE, options, n, options.m ?? n);
}

export interface RandomOptions extends CreateOptions {
  /** The engine's default generator where left out. */
  generator?: Generator;
}

/** Uniform on [0, 1). */
export function rand(shape: readonly number[], options: RandomOptions = {}): Tensor {
  return made(RAND, options, shape, generatorIndex(options.generator) ?? null);
}

/** Standard normal. */
export function randn(shape: readonly number[], options: RandomOptions = {}): Tensor {
  return made(RANDN, options, shape, generatorIndex(options.generator) ?? null);
}

/** Integers, uniform on low ... high - 1; int64 unless `dtype` says otherwise. */
export function randint(
  low: number,
  high: number,
  shape: readonly number[],
  options: RandomOptions = {},
): Tensor {
  const { dtype = 'int64', device, generator } = options;
  return made(RANDINT, { dtype, device }, low, high, shape, generatorIndex(generator) ?? null);
}

function made(
  operator: Operator,
  options: CreateOptions,
  ...values: Parameters<typeof door.call>[1][]
): Tensor {
  const { dtype = 'float32', device, requiresGrad } = options;
  const result = wrap(door.call(operator.index, ...values, dtypeCode(dtype), device));
  return requiresGrad ? result.requiresGrad_() : result;
}

function prepare(
  data: TypedArray | NestedNumbers,
  options: TensorOptions,
): { array: TypedArray; own: DType; shape: readonly number[] } {
  const { dtype } = options;
  if (ArrayBuffer.isView(data)) {
    const bits = data instanceof Uint16Array && (dtype === 'float16' || dtype === 'bfloat16');
    const own = bits ? dtype : data instanceof Uint8Array && dtype === 'bool' ? 'uint8' : dtypeOf(data);
    return { array: data, own, shape: options.shape ?? [data.length] };
  }
  const inferred: number[] = [];
  const values: number[] = [];
  flatten(data, 0, inferred, values);
  const { array, own } = fill(values, dtype ?? 'float32');
  return { array, own, shape: options.shape ?? inferred };
}

function flatten(data: NestedNumbers, level: number, shape: number[], values: number[]): void {
  if (!Array.isArray(data)) {
    if (level !== shape.length) throw new TypeError('tensor(): nested lists of unequal depth');
    if (typeof data !== 'number' && typeof data !== 'boolean') {
      throw new TypeError(`tensor(): expected numbers, found ${data === null ? 'null' : `a ${typeof data}`}`);
    }
    values.push(Number(data));
    return;
  }
  if (shape.length === level && values.length === 0) shape.push(data.length);
  if (data.length !== shape[level]) {
    throw new TypeError(`tensor(): nested lists of unequal length: ${shape[level]} and ${data.length}`);
  }
  for (const item of data) flatten(item, level + 1, shape, values);
}

/** Numbers in an array that holds them exactly; half types are rounded by the engine from float32. */
function fill(values: readonly number[], dtype: DType): { array: TypedArray; own: DType } {
  switch (dtype) {
    case 'float64':
      return { array: Float64Array.from(values), own: dtype };
    case 'int64':
      return { array: BigInt64Array.from(values, (value) => BigInt(value)), own: dtype };
    case 'int32':
      return { array: Int32Array.from(values), own: dtype };
    case 'int16':
      return { array: Int16Array.from(values), own: dtype };
    case 'int8':
      return { array: Int8Array.from(values), own: dtype };
    case 'uint8':
      return { array: Uint8Array.from(values), own: dtype };
    case 'bool':
      return { array: Uint8Array.from(values, (value) => (value ? 1 : 0)), own: 'bool' };
    default:
      return { array: Float32Array.from(values), own: 'float32' };
  }
}
