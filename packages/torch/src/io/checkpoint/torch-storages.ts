import {
  type ArrayData,
  type ArrayDType,
  allocate,
  elementCount,
  itemSize,
  type TypedArray,
  viewBytes,
} from '../arrays/array-data.js';
import { describe } from '../pickle/builtin-globals.js';
import type { PickleContext } from '../pickle/pickle-context.js';
import { named, type PickleBuilder, PickleGlobal } from '../pickle/pickle-global.js';
import { UnreadThing } from '../pickle/unread-thing.js';

/** A storage that a checkpoint's pickle refers to; its bytes stand elsewhere in the file. */
export class TorchStorage {
  constructor(
    readonly key: string,
    readonly dtype: ArrayDType,
    readonly count: number,
  ) {}
}

/** A storage's element type, as the pickle names it. */
class StorageType {
  constructor(readonly dtype: ArrayDType) {}
}

/** A tensor whose elements are filled in once its storage has been read. */
export class TorchTensor implements ArrayData {
  dtype: ArrayDType;
  shape: number[];
  data: TypedArray;
  #view: { storage: TorchStorage; offset: number; strides: number[] };

  constructor(storage: TorchStorage, offset: number, shape: number[], strides: number[], dtype: ArrayDType) {
    this.dtype = dtype;
    this.shape = shape;
    this.data = allocate(dtype, 0);
    this.#view = { storage, offset, strides };
  }

  get storage(): TorchStorage {
    return this.#view.storage;
  }

  /** Elements that had to be copied out of the storage; 0 where the tensor is a view of it. */
  fill(bytes: Uint8Array, spend: (bytes: number) => void): void {
    const { offset, strides } = this.#view;
    const elements = viewBytes(this.dtype, bytes);
    const count = elementCount(this.shape);
    if (isContiguous(this.shape, strides)) {
      // Tensors that shared memory in torch share it here, so that a checkpoint takes no more than its size.
      this.data = elements.subarray(offset, offset + count);
      return;
    }
    spend(count * itemSize(this.dtype));
    this.data = gather(elements, offset, this.shape, strides, count);
  }
}

function isContiguous(shape: readonly number[], strides: readonly number[]): boolean {
  let expected = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1 && strides[axis] !== expected) return false;
    expected *= shape[axis];
  }
  return true;
}

function gather(
  source: TypedArray,
  offset: number,
  shape: readonly number[],
  strides: readonly number[],
  count: number,
): TypedArray {
  const out = source.slice(0, 0).constructor as new (length: number) => TypedArray;
  const data = new out(count);
  const index = new Array<number>(shape.length).fill(0);
  let place = offset;
  for (let i = 0; i < count; i++) {
    data[i] = source[place];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      place += strides[axis];
      if (++index[axis] < shape[axis]) break;
      place -= strides[axis] * shape[axis];
      index[axis] = 0;
    }
  }
  return data;
}

const STORAGE_TYPES: Record<string, ArrayDType> = {
  DoubleStorage: 'float64',
  FloatStorage: 'float32',
  HalfStorage: 'float16',
  BFloat16Storage: 'bfloat16',
  LongStorage: 'int64',
  IntStorage: 'int32',
  ShortStorage: 'int16',
  CharStorage: 'int8',
  ByteStorage: 'uint8',
  BoolStorage: 'bool',
  UntypedStorage: 'uint8',
};

const DTYPES: Record<string, ArrayDType> = {
  float64: 'float64',
  double: 'float64',
  float32: 'float32',
  float: 'float32',
  float16: 'float16',
  half: 'float16',
  bfloat16: 'bfloat16',
  int64: 'int64',
  long: 'int64',
  int32: 'int32',
  int: 'int32',
  int16: 'int16',
  short: 'int16',
  int8: 'int8',
  uint8: 'uint8',
  bool: 'bool',
  uint16: 'uint16',
  uint32: 'uint32',
  uint64: 'uint64',
};

/**
 * A storage from its persistent id: ('storage', type, key, device, number of elements[, view]); an unread
 * thing where its type is one, such as those of quantised tensors.
 */
export function storageFromId(id: unknown, context: PickleContext): TorchStorage | UnreadThing {
  if (!Array.isArray(id) || id[0] !== 'storage' || id.length < 5) {
    return context.fail(`expected the id of a storage, found ${describe(id)}`);
  }
  const [, type, key, , count, view] = id as unknown[];
  if (type instanceof UnreadThing) return type;
  if (!(type instanceof StorageType)) return context.fail(`a storage's type is ${describe(type)}`);
  if (typeof key !== 'string') return context.fail(`a storage's key is ${describe(key)}, expected a text`);
  if (!isSize(count)) return context.fail(`a storage's length is ${describe(count)}`);
  if ((view ?? null) !== null) return context.fail('a storage that is a view of another is not read');
  return new TorchStorage(key, type.dtype, count);
}

function isSize(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.length <= 64 && value.every(isSize);
}

/** (storage, offset, size, stride, requires_grad, hooks[, metadata]); offset and strides in elements. */
const rebuildTensor: PickleBuilder = ([storage, offset, shape, strides], context) =>
  makeTensor(storage, offset, shape, strides, undefined, context);

/**
 * (storage, offset, size, stride, dtype, requires_grad, hooks[, metadata]): types without a storage class.
 */
const rebuildTensor3: PickleBuilder = ([storage, offset, shape, strides, dtype], context) =>
  makeTensor(storage, offset, shape, strides, dtype, context);

function makeTensor(
  storage: unknown,
  offset: unknown,
  shape: unknown,
  strides: unknown,
  type: unknown,
  context: PickleContext,
): TorchTensor | UnreadThing {
  if (storage instanceof UnreadThing) return storage;
  if (type instanceof UnreadThing) return type;
  if (!(storage instanceof TorchStorage)) return context.fail(`a tensor's storage is ${describe(storage)}`);
  if (!isSize(offset)) return context.fail(`a tensor's offset is ${describe(offset)}`);
  if (!isSizes(shape)) return context.fail(`a tensor's shape is ${describe(shape)}, expected whole numbers`);
  if (!isSizes(strides) || strides.length !== shape.length) {
    return context.fail(
      `a tensor's strides are ${describe(strides)}, expected ${shape.length} whole numbers`,
    );
  }
  const dtype = type === undefined ? storage.dtype : DTYPES[String(type).replace('torch.', '')];
  if (dtype === undefined) return context.fail(`a tensor's type is ${describe(type)}`);
  const room = Math.floor((storage.count * itemSize(storage.dtype)) / itemSize(dtype));
  const count = elementCount(shape);
  let end = offset;
  for (let axis = 0; axis < shape.length; axis++) end += (shape[axis] - 1) * strides[axis];
  if (Number.isNaN(count) || (count > 0 ? !(end < room) : offset > room)) {
    return context.fail(
      `a tensor of shape [${shape}], strides [${strides}], offset ${offset} passes its storage of ${room} elements`,
    );
  }
  return new TorchTensor(storage, offset, [...shape], [...strides], dtype);
}

/** A parameter is its tensor: (data, requires_grad, hooks[, state]). */
const rebuildParameter: PickleBuilder = ([data], context) =>
  data instanceof TorchTensor || data instanceof UnreadThing
    ? data
    : context.fail(`a parameter's data is ${describe(data)}, expected a tensor`);

/** A tensor of a subclass, as the tensor that it is: (function, type, arguments, state). */
const rebuildFromType: PickleBuilder = ([rebuild, , args], context) =>
  rebuild instanceof PickleGlobal && rebuild.call !== undefined && Array.isArray(args)
    ? rebuild.call(args, context)
    : context.fail(`a tensor made by ${describe(rebuild)}`);

const makeSize: PickleBuilder = ([sizes = []], context) =>
  isSizes(sizes) ? [...sizes] : context.fail(`torch.Size of ${describe(sizes)}`);

/** A device as its text, such as `cuda:0`. */
const makeDevice: PickleBuilder = ([type, index], context) =>
  typeof type === 'string'
    ? `${type}${index === undefined || index === null ? '' : `:${index}`}`
    : context.fail(`a device of ${describe(type)}`);

/** The names that torch's checkpoints use beside the common ones. */
export const TORCH_GLOBALS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ...named(['torch._utils _rebuild_tensor_v2', 'torch._utils _rebuild_tensor'], rebuildTensor),
  ...named(['torch._utils _rebuild_tensor_v3'], rebuildTensor3),
  ...named(
    ['torch._utils _rebuild_parameter', 'torch._utils _rebuild_parameter_with_state'],
    rebuildParameter,
  ),
  ...named(['torch._tensor _rebuild_from_type_v2'], rebuildFromType),
  ...named(['torch Size'], makeSize),
  ...named(['torch device'], makeDevice),
  ...Object.entries(STORAGE_TYPES).flatMap(([name, dtype]): [string, unknown][] => [
    [`torch ${name}`, new StorageType(dtype)],
    [`torch.storage ${name}`, new StorageType(dtype)],
    [`torch.cuda ${name}`, new StorageType(dtype)],
  ]),
  ...Object.keys(DTYPES).map((name): [string, unknown] => [`torch ${name}`, `torch.${name}`]),
]);
