import { ByteBuffer } from 'flatbuffers';

/** A tensor of a TensorFlow Lite graph; `data` is null for what is computed. */
export interface TfliteTensor {
  shape: number[];
  type: 'float32' | 'float16' | 'int32';
  data: Uint8Array | null;
}

/**
 * An operator with its tensors by number; `options` reads the fields of its options table in the schema's
 * order.
 */
export interface TfliteOperator {
  code: number;
  inputs: number[];
  outputs: number[];
  options: TableFields;
}

export interface TfliteGraph {
  tensors: TfliteTensor[];
  operators: TfliteOperator[];
  inputs: number[];
  outputs: number[];
}

/** Fields of a table that are whole numbers, zero where they are left out. */
export interface TableFields {
  byte(field: number): number;
  int(field: number): number;
}

/** TensorType of the schema. */
const TYPES: Record<number, TfliteTensor['type']> = { 0: 'float32', 1: 'float16', 2: 'int32' };

/** A table of a flatbuffer: fields by their number in the schema. */
class Table implements TableFields {
  constructor(
    readonly buffer: ByteBuffer,
    readonly at: number,
  ) {}

  byte(field: number): number {
    const at = this.#place(field);
    return at === 0 ? 0 : this.buffer.readInt8(at);
  }

  int(field: number): number {
    const at = this.#place(field);
    return at === 0 ? 0 : this.buffer.readInt32(at);
  }

  table(field: number): Table {
    const at = this.#place(field);
    return new Table(this.buffer, at === 0 ? 0 : this.buffer.__indirect(at));
  }

  tables(field: number): Table[] {
    return this.#list(field, (at) => new Table(this.buffer, this.buffer.__indirect(at)));
  }

  ints(field: number): number[] {
    return this.#list(field, (at) => this.buffer.readInt32(at));
  }

  bytes(field: number): Uint8Array | null {
    const at = this.#place(field);
    if (at === 0) return null;
    const start = this.buffer.__vector(at);
    return this.buffer.bytes().slice(start, start + this.buffer.__vector_len(at));
  }

  #list<T>(field: number, item: (at: number) => T): T[] {
    const at = this.#place(field);
    if (at === 0) return [];
    const start = this.buffer.__vector(at);
    return Array.from({ length: this.buffer.__vector_len(at) }, (_, i) => item(start + 4 * i));
  }

  #place(field: number): number {
    if (this.at === 0) return 0;
    const offset = this.buffer.__offset(this.at, 4 + 2 * field);
    return offset === 0 ? 0 : this.at + offset;
  }
}

/**
 * The first graph of a TensorFlow Lite file (schema version 3): what networks of floating-point numbers are
 * made of.
 *
 * @throws RangeError for bytes that are no such file, or a tensor of another type.
 */
export function readTflite(bytes: Uint8Array): TfliteGraph {
  if (String.fromCharCode(...bytes.subarray(4, 8)) !== 'TFL3') {
    throw new RangeError('readTflite: expected the mark TFL3 of a TensorFlow Lite file');
  }
  const buffer = new ByteBuffer(bytes);
  const model = new Table(buffer, buffer.__indirect(buffer.position()));
  // Codes that fit into a byte stand in the first field, later ones in the last.
  const codes = model.tables(1).map((code) => Math.max(code.byte(0), code.int(3)));
  const buffers = model.tables(4);
  const [graph] = model.tables(2);
  const tensors = graph.tables(0).map((tensor): TfliteTensor => {
    const type = TYPES[tensor.byte(1)];
    if (type === undefined) throw new RangeError(`readTflite: a tensor of type ${tensor.byte(1)}`);
    const data = buffers[tensor.int(2)].bytes(0);
    return { shape: tensor.ints(0), type, data: data?.length ? data : null };
  });
  const operators = graph.tables(3).map((operator) => ({
    code: codes[operator.int(0)],
    inputs: operator.ints(1),
    outputs: operator.ints(2),
    options: operator.table(4),
  }));
  return { tensors, operators, inputs: graph.ints(1), outputs: graph.ints(2) };
}
