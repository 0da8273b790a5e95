import { inspect } from 'node:util';
import { door, Operator } from '../door.js';
import { type Handle, type NativeValue, native } from '../native.js';
import {
  type DType,
  dtypeCode,
  dtypeName,
  type MemoryFormat,
  memoryFormatCode,
  type TypedArray,
} from './dtype.js';
import { track, trackAlias } from './handles.js';

/** Changes of `Tensor.to`; what is left out stays as it is. */
export interface ToOptions {
  dtype?: DType;
  device?: string;
  memoryFormat?: MemoryFormat;
  /** Copies even when nothing changes. */
  copy?: boolean;
  /** Lets a copy from pinned memory run beside the computation. */
  nonBlocking?: boolean;
}

/** Plain data of a tensor, as the readers and writers of files exchange it. */
export interface TensorData {
  dtype: DType;
  shape: number[];
  data: TypedArray;
}

/**
 * An n-dimensional array of the engine, on any of its devices, with autograd. Its operators are methods
 * (`x.matmul(w)`), typed from the engine's own schemas. It lives until its scope ends or `dispose()` is
 * called; using it afterwards throws.
 */
export class Tensor {
  readonly #handle: Handle;

  /** Only the engine makes handles: use `tensor`, `zeros`, operators. */
  constructor(handle: Handle) {
    this.#handle = handle;
  }

  /** The handle of a tensor; throws a TypeError for anything else. */
  static handle(value: Tensor): Handle {
    if (typeof value === 'object' && value !== null && #handle in value) return value.#handle;
    throw new TypeError(`expected a Tensor, found ${value === null ? 'null' : describeValue(value)}`);
  }

  get shape(): number[] {
    return native().shape(this.#handle);
  }

  get strides(): number[] {
    return native().strides(this.#handle);
  }

  get ndim(): number {
    return native().ndim(this.#handle);
  }

  get numel(): number {
    return native().numel(this.#handle);
  }

  get dtype(): DType {
    return dtypeName(native().dtype(this.#handle));
  }

  get device(): string {
    return native().device(this.#handle);
  }

  /** False once the tensor was disposed or its scope ended. */
  get isLive(): boolean {
    return native().isLive(this.#handle);
  }

  /** Size along a dimension; negative ones count from the last. */
  size(dim: number): number {
    const { shape } = this;
    const size = shape[dim < 0 ? dim + shape.length : dim];
    if (size === undefined) throw new RangeError(`dimension ${dim} of a tensor of shape [${shape}]`);
    return size;
  }

  isContiguous(memoryFormat: MemoryFormat = 'contiguous'): boolean {
    return native().isContiguous(this.#handle, memoryFormatCode(memoryFormat) as number);
  }

  get requiresGrad(): boolean {
    return native().requiresGrad(this.#handle);
  }

  set requiresGrad(required: boolean) {
    native().setRequiresGrad(this.#handle, required);
  }

  /** Sets `requiresGrad` and returns the tensor. */
  requiresGrad_(required = true): this {
    native().setRequiresGrad(this.#handle, required);
    return this;
  }

  get isLeaf(): boolean {
    return native().isLeaf(this.#handle);
  }

  /** Name of the operation that computed it under autograd, null for a leaf. */
  get gradFn(): string | null {
    return native().gradientName(this.#handle);
  }

  /** The accumulated gradient, a new handle each time; null before backward(). */
  get grad(): Tensor | null {
    const handle = native().gradient(this.#handle);
    if (handle === null) return null;
    const gradient = new Tensor(handle);
    trackAlias(gradient, handle);
    return gradient;
  }

  set grad(value: Tensor | null) {
    native().setGradient(this.#handle, value === null ? null : Tensor.handle(value));
  }

  /**
   * Accumulates the gradients of every leaf that this tensor depends on. A non-scalar needs its own gradient.
   */
  backward(gradient?: Tensor | null, options: { retainGraph?: boolean; createGraph?: boolean } = {}): void {
    const { retainGraph = null, createGraph = false } = options;
    const gradients = gradient ? [Tensor.handle(gradient)] : null;
    native().backward([this.#handle], gradients, retainGraph, createGraph, null);
  }

  /** The only element, as a number (a boolean as 0 or 1). */
  item(): number {
    return native().item(this.#handle);
  }

  /** A copy of the elements in row-major order; half types come as Float32Array, booleans as Uint8Array. */
  toArray(): TypedArray {
    return native().toTypedArray(this.#handle, -1) as TypedArray;
  }

  /** A copy of the elements in row-major order, converted to float32. */
  toFloat32(): Float32Array {
    return native().toTypedArray(this.#handle, FLOAT32) as Float32Array;
  }

  /** The elements in row-major order as numbers (int64 beyond 2^53 loses digits). */
  toNumbers(): number[] {
    return Array.from(this.toArray() as Float64Array, Number);
  }

  /** Plain data for the writers of `io`; half types are given as float32. */
  toArrayData(): TensorData {
    const { dtype, shape } = this;
    return {
      dtype: dtype === 'float16' || dtype === 'bfloat16' ? 'float32' : dtype,
      shape,
      data: this.toArray(),
    };
  }

  /** Overwrites the elements in place, without autograd; the array's type and length must be the tensor's. */
  copyFrom(data: TypedArray): this {
    native().copyFrom(this.#handle, data);
    return this;
  }

  /**
   * The same elements with another type, device or memory format; the tensor's own memory where nothing
   * changes.
   */
  to(options: ToOptions): Tensor {
    const { dtype, device, memoryFormat, copy, nonBlocking } = options;
    return wrap(
      door.call(
        TO.index,
        this.#handle,
        dtypeCode(dtype),
        device,
        nonBlocking,
        copy,
        memoryFormatCode(memoryFormat),
      ),
    );
  }

  /** Frees the tensor now. Views of it, and graphs that saved it, keep the memory they need. */
  dispose(): void {
    native().release(this.#handle);
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  toString(): string {
    if (!this.isLive) return 'Tensor(freed)';
    const { shape, dtype, device, numel } = this;
    const few = numel <= 16 ? ` {${this.toNumbers().map(shorten).join(', ')}}` : '';
    return `Tensor(${dtype} [${shape.join(', ')}]${device === 'cpu' ? '' : ` on ${device}`}${few})`;
  }

  [inspect.custom](): string {
    return this.toString();
  }
}

const FLOAT32 = dtypeCode('float32');
const TO = new Operator('aten::to.dtype_layout', 'self,dtype,device,non_blocking,copy,memory_format');

/** Makes the object of a handle that the engine returned, owned by the innermost scope. */
export function wrap(handle: NativeValue): Tensor {
  const result = new Tensor(handle as Handle);
  track(result, handle as Handle);
  return result;
}

/** The same for a list; an undefined tensor of the engine stays null. */
export function wrapAll(handles: NativeValue): Tensor[] {
  const list = handles as readonly (Handle | null)[];
  const results = new Array<Tensor>(list.length);
  for (let i = 0; i < list.length; i++) {
    const handle = list[i];
    results[i] = handle === null ? (null as unknown as Tensor) : wrap(handle);
  }
  return results;
}

function describeValue(value: unknown): string {
  if (typeof value === 'object') return `an object of class ${value?.constructor?.name ?? 'unknown'}`;
  return `the ${typeof value} ${String(value)}`;
}

function shorten(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toPrecision(5);
}
