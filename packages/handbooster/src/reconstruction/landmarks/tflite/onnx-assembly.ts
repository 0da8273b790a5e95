import type { trace } from '@handbooster/torch';
import type { TfliteGraph } from './read-tflite.js';

/** Activations that TensorFlow Lite fuses into operators (ActivationFunctionType). */
const [NONE, RELU, RELU6] = [0, 1, 3];

/** The operator that widens constants of half precision (BuiltinOperator). */
export const DEQUANTIZE = 6;

type OnnxModel = Parameters<typeof trace.encodeOnnx>[0];
type Attributes = OnnxModel['nodes'][number]['attributes'];
type Constant = OnnxModel['constants'] extends ReadonlyMap<string, infer C> ? C : never;

/** Collects the nodes and constants of an ONNX model that does what a TensorFlow Lite graph does. */
export class OnnxAssembly {
  readonly nodes: OnnxModel['nodes'] = [];
  readonly constants = new Map<string, Constant>();
  /** The constant of half precision that each widened one is a copy of. */
  readonly #sources = new Map<number, number>();
  readonly #names = new Map<number, string>();
  #count = 0;

  constructor(readonly graph: TfliteGraph) {
    this.#names.set(graph.inputs[0], 'image');
    for (const { code, inputs, outputs } of graph.operators) {
      if (code === DEQUANTIZE) this.#sources.set(outputs[0], inputs[0]);
    }
  }

  /** Adds a node and gives the name of its output. */
  apply(type: string, inputs: string[], attributes: Attributes = {}): string {
    const output = `${type.toLowerCase()}_${this.#count++}`;
    this.nodes.push({ type, inputs, outputs: [output], attributes });
    return output;
  }

  activate(input: string, kind: number): string {
    if (kind === NONE) return input;
    if (kind === RELU) return this.apply('Relu', [input]);
    if (kind === RELU6) {
      return this.apply('Clip', [input, this.#number(0), this.#number(6)]);
    }
    throw new RangeError(`tfliteToOnnx: activation ${kind} is not known here`);
  }

  set(tensor: number, name: string): void {
    this.#names.set(tensor, name);
  }

  /** Name of a computed tensor, or of a constant as it stands in the file. */
  value(tensor: number): string {
    const known = this.#names.get(tensor);
    if (known !== undefined) return known;
    const source = this.#sources.get(tensor) ?? tensor;
    const name = this.#float(source, this.graph.tensors[source].shape, null);
    this.#names.set(tensor, name);
    return name;
  }

  /** A constant with its axes in another order. */
  constantTransposed(tensor: number, order: readonly number[]): string {
    const { shape } = this.graph.tensors[tensor];
    return this.#float(
      this.#sources.get(tensor) ?? tensor,
      order.map((axis) => shape[axis]),
      order,
    );
  }

  /** Channels behind height and width again, as the file has them. */
  channelsLast(tensor: number): string {
    const input = this.value(tensor);
    const { shape } = this.graph.tensors[tensor];
    return shape.length === 4 ? this.apply('Transpose', [input], { perm: [0, 2, 3, 1] }) : input;
  }

  integers(values: readonly number[]): string {
    return this.#constant({
      dtype: 'int64',
      shape: [values.length],
      data: BigInt64Array.from(values, BigInt),
    });
  }

  /** The rows of a constant (N, 2) of whole numbers. */
  pairs(tensor: number): [number, number][] {
    const data = this.#bytes(tensor);
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    return Array.from({ length: data.byteLength / 8 }, (_, i) => [
      view.getInt32(8 * i, true),
      view.getInt32(8 * i + 4, true),
    ]);
  }

  #number(value: number): string {
    return this.#constant({ dtype: 'float32', shape: [], data: Float32Array.of(value) });
  }

  #bytes(tensor: number): Uint8Array {
    const { data } = this.graph.tensors[tensor];
    if (data === null) throw new RangeError(`tfliteToOnnx: tensor ${tensor} is used before it is computed`);
    return data;
  }

  #float(tensor: number, shape: number[], order: readonly number[] | null): string {
    const { type, shape: own } = this.graph.tensors[tensor];
    const bytes = this.#bytes(tensor).slice();
    const data = type === 'float16' ? new Uint16Array(bytes.buffer) : new Float32Array(bytes.buffer);
    const turned = order === null ? data : transposed(data, own, order);
    if (type !== 'float16') {
      return this.#constant({ dtype: 'float32', shape, data: turned as Float32Array });
    }
    const half = this.#constant({ dtype: 'float16', shape, data: turned as Uint16Array });
    return this.apply('Cast', [half], { to: 1 });
  }

  #constant(constant: Constant): string {
    const name = `constant_${this.constants.size}`;
    this.constants.set(name, constant);
    return name;
  }
}

function transposed<T extends Uint16Array | Float32Array>(
  data: T,
  shape: readonly number[],
  order: readonly number[],
): T {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
  const out = data.slice() as T;
  const at = shape.map(() => 0);
  for (let i = 0; i < out.length; i++) {
    out[i] = data[order.reduce((sum, axis, k) => sum + at[k] * strides[axis], 0)];
    for (let k = order.length - 1; k >= 0; k--) {
      at[k]++;
      if (at[k] < shape[order[k]]) break;
      at[k] = 0;
    }
  }
  return out;
}
