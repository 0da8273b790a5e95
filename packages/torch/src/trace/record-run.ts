import { type RecordedCall, recordCalls } from '../door.js';
import type { ArrayData } from '../io/arrays/array-data.js';
import { type Handle, type NativeValue, native, type OperatorSchema } from '../native.js';
import { schemaOf } from '../ops/call.js';
import { type DType, dtypeName } from '../tensor/dtype.js';
import { Tensor } from '../tensor/tensor.js';

/** An argument of one run: as given, tensors by their numbers. */
export type RunArgument = { value: number } | number | string | boolean | null | readonly RunArgument[];

export interface RunCall {
  operator: string;
  arguments: Map<string, RunArgument>;
  results: number[];
}

/** One run of a function as the operators that its inputs pass through. */
export interface RecordedRun {
  inputs: Map<string, number>;
  outputs: Map<string, number>;
  calls: RunCall[];
  values: { dtype: DType; shape: number[] }[];
  /** By number; what does not depend on the inputs is a constant, whatever computed it. */
  constants: Map<number, { handle: Handle; array: ArrayData }>;
}

/** Runs `body` once and records what happens to `inputs`. Gradients must be off. */
export function recordRun(
  inputs: Record<string, Tensor>,
  body: (inputs: Record<string, Tensor>) => Record<string, Tensor>,
): RecordedRun {
  const recording = new Recording();
  const run = recording.run;
  for (const [name, tensor] of Object.entries(inputs)) {
    run.inputs.set(name, recording.follow(Tensor.handle(tensor)));
  }
  const outputs = recordCalls(
    (call) => recording.add(call),
    () => body(inputs),
  );
  for (const [name, tensor] of Object.entries(outputs)) {
    run.outputs.set(name, recording.read(Tensor.handle(tensor), 'the output'));
  }
  return run;
}

class Recording {
  readonly run: RecordedRun = {
    inputs: new Map(),
    outputs: new Map(),
    calls: [],
    values: [],
    constants: new Map(),
  };
  /** Tensors that depend on the inputs, by handle. */
  readonly #followed = new Map<Handle, number>();
  readonly #constants = new Map<Handle, number>();
  /** Handles that may share memory. */
  readonly #shared = new Map<Handle, Set<Handle>>();
  /** Handles whose memory was written through another one. */
  readonly #stale = new Set<Handle>();
  readonly #schemas = new Map<string, OperatorSchema>();

  /** Numbers a tensor that depends on the inputs. */
  follow(handle: Handle): number {
    const number = this.#number(handle);
    this.#followed.set(handle, number);
    return number;
  }

  /**
   * The number of a tensor that an operator reads; one that was never seen, or depends on no input, is a
   * constant.
   */
  read(handle: Handle, reader: string): number {
    if (this.#stale.has(handle)) {
      throw new Error(
        `${reader} reads a tensor that was written in place through another view of its memory: a traced function may write in place only what has no other views`,
      );
    }
    const known = this.#followed.get(handle) ?? this.#constants.get(handle);
    if (known !== undefined) return known;
    const number = this.#number(handle);
    const { dtype, shape } = this.run.values[number];
    if (dtype === 'float16' || dtype === 'bfloat16') {
      throw new Error(`${reader} reads a constant in ${dtype}: trace networks in float32`);
    }
    const data = native().toTypedArray(handle, -1) as ArrayData['data'];
    this.run.constants.set(number, { handle, array: { dtype, shape, data } });
    this.#constants.set(handle, number);
    return number;
  }

  add({ operator, parameters, values, result }: RecordedCall): void {
    const schema = this.#schema(operator);
    const types = parameters.map((name) => schema.arguments.find((argument) => argument.name === name)!);
    const given = types.map((type, i) => ({ type, value: values[i] }));
    const tensors = given.flatMap(({ type, value }) => (isTensor(type.type) ? handlesOf(value) : []));
    this.#share(schema, given, result);
    const followed = tensors.some((handle) => this.#followed.has(handle));
    if (!followed) {
      for (const { type, value } of given) if (type.written) this.#refuseWrittenConstants(operator, value);
      return;
    }
    const call: RunCall = { operator, arguments: new Map(), results: [] };
    for (const { type, value } of given) {
      if (value === undefined) continue;
      call.arguments.set(
        type.name,
        isTensor(type.type) ? this.#tensors(value, operator) : plain(value, operator),
      );
    }
    const results = schema.returns.length === 1 ? [result] : ((result ?? []) as readonly NativeValue[]);
    schema.returns.forEach((type, i) => {
      if (!isTensor(type.type)) {
        throw new Error(
          `${operator} turns a tensor into a plain ${type.type}: what follows would not be seen by the trace`,
        );
      }
      if (type.written) {
        const owner = given.find(
          (argument) => argument.type.written && argument.type.alias === type.alias,
        )!.value;
        for (const handle of handlesOf(owner)) call.results.push(this.#write(handle));
      } else for (const handle of handlesOf(results[i])) call.results.push(this.follow(handle));
    });
    this.run.calls.push(call);
  }

  #number(handle: Handle): number {
    this.run.values.push({ dtype: dtypeName(native().dtype(handle)), shape: native().shape(handle) });
    return this.run.values.length - 1;
  }

  #tensors(value: NativeValue, reader: string): RunArgument {
    if (value === null || value === undefined) return null;
    if (Array.isArray(value)) return value.map((item) => this.#tensors(item, reader));
    return { value: this.read(value as Handle, reader) };
  }

  /** A tensor written in place is a new one from here on, and other views of its memory are out of date. */
  #write(handle: Handle): number {
    for (const other of this.#shared.get(handle) ?? []) if (other !== handle) this.#stale.add(other);
    this.#constants.delete(handle);
    return this.follow(handle);
  }

  #refuseWrittenConstants(operator: string, value: NativeValue): void {
    for (const handle of handlesOf(value)) {
      if (this.#constants.has(handle)) {
        throw new Error(
          `${operator} changes a constant that was used before: the trace keeps one value of it`,
        );
      }
    }
  }

  /** Notes which results may be views of which arguments. */
  #share(
    schema: OperatorSchema,
    given: { type: OperatorSchema['arguments'][number]; value: NativeValue }[],
    result: NativeValue,
  ): void {
    const results = schema.returns.length === 1 ? [result] : ((result ?? []) as readonly NativeValue[]);
    schema.returns.forEach((type, i) => {
      if (type.alias === null || type.written) return;
      const owners = given.filter(({ type: { alias } }) => alias === type.alias);
      const group = [...owners.flatMap(({ value }) => handlesOf(value)), ...handlesOf(results[i])];
      const all = new Set<Handle>();
      for (const handle of group) {
        all.add(handle);
        for (const other of this.#shared.get(handle) ?? []) all.add(other);
      }
      for (const handle of all) this.#shared.set(handle, all);
    });
  }

  #schema(operator: string): OperatorSchema {
    let schema = this.#schemas.get(operator);
    if (schema === undefined) {
      schema = schemaOf(operator)!;
      this.#schemas.set(operator, schema);
    }
    return schema;
  }
}

function isTensor(type: string): boolean {
  return type.startsWith('Tensor');
}

function handlesOf(value: NativeValue): Handle[] {
  if (value === null || value === undefined) return [];
  if (Array.isArray(value)) return value.flatMap(handlesOf);
  return [value as Handle];
}

function plain(value: NativeValue, operator: string): RunArgument {
  if (value === null || value === undefined) return null;
  if (Array.isArray(value)) return value.map((item) => plain(item, operator));
  if (typeof value === 'bigint') return Number(value);
  return value as number | string | boolean;
}
