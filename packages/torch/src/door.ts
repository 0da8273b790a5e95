import { type NativeValue, native } from './native.js';

/** One call of an operator, as a recorder sees it. Tensors are handles, which are never used twice. */
export interface RecordedCall {
  /** For example 'aten::add.Tensor'. */
  operator: string;
  /** Names of the arguments, in the order of `values`. */
  parameters: readonly string[];
  values: readonly NativeValue[];
  /** Handles and values returned; undefined stands for an argument that was written in place. */
  result: NativeValue;
}

export type Recorder = (call: RecordedCall) => void;

/** What every operator's call goes through. */
export const door: { call(operator: number, ...values: NativeValue[]): NativeValue } = { call: open };

/** The first call loads the engine; from then on the engine's own function stands in the door. */
function open(operator: number, ...values: NativeValue[]): NativeValue {
  door.call = native().call;
  return door.call(operator, ...values);
}

/** Names by the index that the engine gave, for recorders. */
const bound: { name: string; parameters: readonly string[] }[] = [];

/** An operator that generated code calls: bound to the engine on first use. */
export class Operator {
  #index = -1;
  readonly name: string;
  readonly parameters: readonly string[];

  constructor(name: string, parameters: string) {
    this.name = name;
    this.parameters = parameters ? parameters.split(',') : [];
  }

  /** The engine's index. Throws when the loaded engine has no such operator. */
  get index(): number {
    return this.#index >= 0 ? this.#index : this.#bind();
  }

  /** Whether the loaded engine has it. */
  get exists(): boolean {
    return this.#index >= 0 || native().schema(this.name) !== null;
  }

  #bind(): number {
    const index = native().bind(this.name, this.parameters);
    if (index < 0) {
      throw new Error(`libtorch ${native().engineInfo().version} has no operator ${this.name}`);
    }
    bound[index] = { name: this.name, parameters: this.parameters };
    this.#index = index;
    return index;
  }
}

let recorders: Recorder[] = [];

/**
 * Tells `recorder` of every operator that `body` calls, in order, and returns what `body` returns. Recorders
 * nest. What autograd calls in backward() does not pass here.
 */
export function recordCalls<T>(recorder: Recorder, body: () => T): T {
  const before = recorders;
  recorders = [...recorders, recorder];
  door.call = record;
  try {
    return body();
  } finally {
    recorders = before;
    door.call = recorders.length > 0 ? record : native().call;
  }
}

function record(operator: number, ...values: NativeValue[]): NativeValue {
  const result = native().call(operator, ...values);
  const { name, parameters } = bound[operator];
  for (const recorder of recorders) recorder({ operator: name, parameters, values, result });
  return result;
}
