import { type ArrayData, type ArrayDType, allocate, type TypedArray } from '../../io/arrays/array-data.js';
import { isBatchSize, type TracedSize } from '../traced-graph.js';
import type { OnnxAttribute, OnnxNode } from './onnx-model.js';

/** Past every size; ONNX takes it for "to the end". */
const FAR = 2n ** 63n - 1n;

/** Collects nodes and constants. */
export class OnnxGraph {
  readonly nodes: OnnxNode[] = [];
  readonly constants = new Map<string, ArrayData>();
  readonly #known = new Map<string, string>();
  #count = 0;
  #batch: string | null = null;

  /** @param batchInput the graph input whose first size is the batch. */
  constructor(readonly batchInput: string) {}

  /** Adds a node with one output and gives its name. */
  apply(type: string, inputs: string[], attributes: Record<string, OnnxAttribute> = {}): string {
    return this.applyMany(type, inputs, 1, attributes)[0];
  }

  applyMany(
    type: string,
    inputs: string[],
    count: number,
    attributes: Record<string, OnnxAttribute> = {},
  ): string[] {
    const outputs = Array.from({ length: count }, () => `${type.toLowerCase()}_${this.#count++}`);
    this.nodes.push({ type, inputs, outputs, attributes });
    return outputs;
  }

  /** A constant of a few numbers; the same one is kept once. */
  constant(
    values: readonly (number | bigint)[],
    dtype: ArrayDType,
    shape: readonly number[] = [values.length],
  ): string {
    const key = `${dtype} ${shape} ${values.map((value) => (Object.is(value, -0) ? '-0' : value))}`;
    return this.once(key, () => {
      const data = allocate(dtype, values.length);
      if (data instanceof BigInt64Array) data.set(values.map(toInt64));
      else (data as Exclude<TypedArray, BigInt64Array | BigUint64Array>).set(values.map(Number));
      return { dtype, shape: [...shape], data };
    });
  }

  /** A constant that is made once for each key; its name. */
  once(key: string, make: () => ArrayData): string {
    let name = this.#known.get(key);
    if (name === undefined) {
      name = `number_${this.#known.size}`;
      this.#known.set(key, name);
      this.constants.set(name, make());
    }
    return name;
  }

  /** One number without dimensions. */
  scalar(value: number, dtype: ArrayDType): string {
    return this.constant([value], dtype, []);
  }

  /** A list of whole numbers, some of which may follow the batch. */
  sizes(values: readonly TracedSize[]): string {
    if (values.every((value) => typeof value === 'number')) return this.constant(values, 'int64');
    const parts = values.map((value) => {
      if (!isBatchSize(value)) return this.constant([value], 'int64');
      if (!Number.isInteger(value.batch) || !Number.isInteger(value.plus)) {
        throw new Error(`a size of ${value.batch} x batch + ${value.plus} is not whole for every batch size`);
      }
      let size = this.#batchSize();
      if (value.batch !== 1) size = this.apply('Mul', [size, this.constant([value.batch], 'int64')]);
      if (value.plus !== 0) size = this.apply('Add', [size, this.constant([value.plus], 'int64')]);
      return size;
    });
    return parts.length === 1 ? parts[0] : this.apply('Concat', parts, { axis: 0 });
  }

  /** A tensor in a new shape, at most one of whose sizes has to be found out when the model runs. */
  reshape(input: string, shape: readonly TracedSize[]): string {
    const free = shape.filter(isBatchSize).length;
    const target =
      free === 1
        ? this.constant(
            shape.map((size) => (isBatchSize(size) ? -1 : size)),
            'int64',
          )
        : this.sizes(shape);
    return this.apply('Reshape', [input, target]);
  }

  #batchSize(): string {
    if (this.#batch === null) {
      const shape = this.apply('Shape', [this.batchInput]);
      this.#batch = this.apply('Gather', [shape, this.constant([0], 'int64')], { axis: 0 });
    }
    return this.#batch;
  }
}

function toInt64(value: number | bigint): bigint {
  if (typeof value === 'bigint') return value;
  return value >= Number(FAR) ? FAR : BigInt(value);
}
