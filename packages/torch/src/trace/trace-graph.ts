import { noGrad } from '../autograd/modes.js';
import { scope } from '../tensor/scope.js';
import { Tensor } from '../tensor/tensor.js';
import { type RecordedRun, type RunArgument, recordRun } from './record-run.js';
import type {
  TracedArgument,
  TracedCall,
  TracedConstant,
  TracedGraph,
  TracedSize,
  TracedValue,
} from './traced-graph.js';

export interface TraceOptions {
  /** Example inputs of a batch size, by name. */
  inputs: (batch: number) => Record<string, Tensor>;
  /** The function; called once per batch size, without gradients. */
  body: (inputs: Record<string, Tensor>) => Record<string, Tensor>;
  /** Names of tensors that outlive the call, such as parameters; others are numbered. */
  names?: Iterable<[string, Tensor]>;
  /** The two batch sizes whose runs are compared; they should occur nowhere else as a size. */
  batches?: readonly [number, number];
}

/**
 * Records which operators of the engine a function calls, as a graph for any batch size. The function runs
 * for two batch sizes: a number that is the same in both is fixed, one that differs is a multiple of the
 * batch size plus a constant. What does not depend on the inputs is computed now and kept as a constant.
 *
 * Only what passes the engine's door is seen: a function that reads elements back and computes with them in
 * JavaScript, or decides by them, cannot be traced. Where that makes the two runs differ, it throws.
 */
export function traceGraph({ inputs, body, names = [], batches = [2, 3] }: TraceOptions): TracedGraph {
  const runs = batches.map((batch) => scope(() => noGrad(() => recordRun(inputs(batch), body))));
  const known = new Map([...names].map(([name, tensor]) => [Tensor.handle(tensor), name]));
  return new Comparison(runs[0], runs[1], batches, known).graph();
}

class Comparison {
  constructor(
    readonly first: RecordedRun,
    readonly second: RecordedRun,
    readonly batches: readonly [number, number],
    readonly names: ReadonlyMap<number, string>,
  ) {}

  graph(): TracedGraph {
    const { first, second } = this;
    if (first.calls.length !== second.calls.length || first.values.length !== second.values.length) {
      this.#differ(`${first.calls.length} and ${second.calls.length} calls of operators`);
    }
    const calls = first.calls.map((call, i) => this.#call(call, second.calls[i], i));
    const values = new Map<number, TracedValue>();
    first.values.forEach(({ dtype, shape }, number) => {
      const other = second.values[number];
      if (other.dtype !== dtype || other.shape.length !== shape.length) {
        this.#differ(`a tensor of ${dtype} [${shape}] and of ${other.dtype} [${other.shape}]`);
      }
      values.set(number, { dtype, shape: shape.map((size, k) => this.#size(size, other.shape[k])) });
    });
    const outputs = [...first.outputs].map(([name, value]) => ({ name, value }));
    const kept = reaching(
      calls,
      outputs.map(({ value }) => value),
    );
    return {
      inputs: [...first.inputs].map(([name, value]) => ({ name, value })),
      outputs,
      calls: kept,
      values,
      constants: this.#constants(kept, outputs),
    };
  }

  #call(call: RecordedRun['calls'][number], other: RecordedRun['calls'][number], at: number): TracedCall {
    const { operator } = call;
    if (other.operator !== operator || String(call.results) !== String(other.results)) {
      this.#differ(`call ${at}: ${operator} and ${other.operator}`);
    }
    const merged = new Map<string, TracedArgument>();
    for (const name of new Set([...call.arguments.keys(), ...other.arguments.keys()])) {
      const [a, b] = [call.arguments.get(name) ?? null, other.arguments.get(name) ?? null];
      merged.set(name, this.#argument(a, b, `${operator}, argument ${name}`));
    }
    return { operator, arguments: merged, results: call.results };
  }

  #argument(a: RunArgument, b: RunArgument, where: string): TracedArgument {
    if (typeof a === 'number' && typeof b === 'number') return this.#size(a, b);
    if (Array.isArray(a) && Array.isArray(b) && a.length === b.length) {
      return a.map((item, i) => this.#argument(item, b[i], where));
    }
    if (JSON.stringify(a) !== JSON.stringify(b)) {
      this.#differ(`${where}: ${JSON.stringify(a)} and ${JSON.stringify(b)}`);
    }
    return a as TracedArgument;
  }

  #size(a: number, b: number): TracedSize {
    if (Object.is(a, b)) return a;
    const [from, to] = this.batches;
    const batch = (b - a) / (to - from);
    return { batch, plus: a - batch * from };
  }

  #constants(
    calls: readonly TracedCall[],
    outputs: readonly { value: number }[],
  ): Map<number, TracedConstant> {
    const used = new Set([
      ...calls.flatMap((call) => [...call.arguments.values()].flatMap(references)),
      ...outputs.map(({ value }) => value),
    ]);
    const constants = new Map<number, TracedConstant>();
    for (const [number, { handle, array }] of this.first.constants) {
      if (!used.has(number)) continue;
      const name = this.names.get(handle) ?? `constant_${number}`;
      const other = this.second.constants.get(number);
      const same =
        other?.handle === handle || (other !== undefined && sameBytes(array.data, other.array.data));
      if (!same || String(other?.array.shape) !== String(array.shape)) {
        this.#differ(`the constant ${name} of ${array.dtype} [${array.shape}], which depends on no input`);
      }
      constants.set(number, { name, array });
    }
    return constants;
  }

  #differ(what: string): never {
    throw new Error(
      `runs with batch sizes ${this.batches.join(' and ')} differ in more than sizes, so no graph serves both: ${what}`,
    );
  }
}

/** The calls that some output depends on. */
function reaching(calls: readonly TracedCall[], outputs: readonly number[]): TracedCall[] {
  const needed = new Set(outputs);
  const kept: TracedCall[] = [];
  for (let i = calls.length - 1; i >= 0; i--) {
    const call = calls[i];
    if (!call.results.some((result) => needed.has(result))) continue;
    kept.push(call);
    for (const argument of call.arguments.values())
      for (const value of references(argument)) needed.add(value);
  }
  return kept.reverse();
}

function references(argument: TracedArgument): number[] {
  if (Array.isArray(argument)) return argument.flatMap(references);
  if (typeof argument === 'object' && argument !== null && 'value' in argument) return [argument.value];
  return [];
}

function sameBytes(a: ArrayBufferView, b: ArrayBufferView): boolean {
  const bytes = (view: ArrayBufferView) => Buffer.from(view.buffer, view.byteOffset, view.byteLength);
  return bytes(a).equals(bytes(b));
}
