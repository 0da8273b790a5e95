import { noGrad } from '../autograd/modes.js';
import type { ArrayData } from '../io/arrays/array-data.js';
import { isArrayData } from '../io/pickle/pickle-value.js';
import { tensorFromArrayData } from '../ops/create.js';
import { scope } from '../tensor/scope.js';
import { Tensor } from '../tensor/tensor.js';

export interface LoadStateDictOptions {
  /**
   * Refuses names that are missing or unexpected; without it they are only reported. Shapes must fit always.
   */
  strict?: boolean;
  /** Takes only the names that begin with this, without it: `module.`, or `ema_model.` of a checkpoint. */
  prefix?: string;
}

export const LOAD_STATE_DICT_DEFAULTS: Required<LoadStateDictOptions> = { strict: true, prefix: '' };

export interface LoadStateDictResult {
  missing: string[];
  unexpected: string[];
}

/**
 * Tensors or plain arrays by name. Also a dict of `readTorchCheckpoint`, whose keys and values may be
 * anything: what is neither is an error.
 */
export type StateSource = ReadonlyMap<unknown, unknown>;

/**
 * Copies a state's values into tensors of the same names, converting their type. All names and shapes are
 * checked before any value is changed.
 * @throws {Error} listing what is missing, unexpected, or of another shape.
 */
export function loadStateDict(
  targets: ReadonlyMap<string, Tensor>,
  source: StateSource,
  options: LoadStateDictOptions = {},
  what = 'module',
): LoadStateDictResult {
  const { strict, prefix } = { ...LOAD_STATE_DICT_DEFAULTS, ...options };
  const found = new Map<string, Tensor | ArrayData>();
  const problems: string[] = [];
  for (const [key, value] of source) {
    if (typeof key !== 'string' || !key.startsWith(prefix)) continue;
    if (value instanceof Tensor || isArrayData(value)) found.set(key.slice(prefix.length), value);
    else problems.push(`${key} is ${value === null ? 'null' : `a ${typeof value}`}, expected a tensor`);
  }
  // Checkpoints of torch before 0.4.1 lack the count of batches, which no result depends on.
  const missing = [...targets.keys()].filter(
    (name) => !found.has(name) && !/\bnum_batches_tracked$/.test(name),
  );
  const unexpected = [...found.keys()].filter((name) => !targets.has(name));
  const mismatched: string[] = [];
  for (const [name, value] of found) {
    const target = targets.get(name);
    if (target !== undefined && !sameShape(target.shape, value.shape)) {
      mismatched.push(`${name} [${target.shape}] found [${value.shape}]`);
    }
  }
  if (strict) {
    if (missing.length > 0) problems.push(`missing: ${list(missing)}`);
    if (unexpected.length > 0) problems.push(`unexpected: ${list(unexpected)}`);
  }
  if (mismatched.length > 0) problems.push(`other shapes: ${list(mismatched)}`);
  if (problems.length > 0) throw new Error(`the state does not fit the ${what}: ${problems.join('; ')}`);
  noGrad(() => {
    for (const [name, value] of found) {
      const target = targets.get(name);
      if (target !== undefined) copyInto(target, value);
    }
  });
  return { missing, unexpected };
}

function copyInto(target: Tensor, value: Tensor | ArrayData): void {
  scope(() => {
    target.copy_(
      value instanceof Tensor
        ? value
        : tensorFromArrayData(value as Parameters<typeof tensorFromArrayData>[0]),
    );
  });
}

function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, i) => size === b[i]);
}

const MOST = 12;

function list(names: readonly string[]): string {
  const shown = names.slice(0, MOST).join(', ');
  return names.length > MOST ? `${shown} and ${names.length - MOST} more` : shown;
}
