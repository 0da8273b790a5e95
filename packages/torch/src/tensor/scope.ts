import { enterScope, keepHandle, leaveScope } from './handles.js';
import { Tensor } from './tensor.js';

/** What may be returned from a scope or kept: a tensor, or arrays, maps and plain objects of such. */
export type TensorTree = unknown;

/**
 * Runs `body` and frees every tensor made inside that it does not return or `keep()`. Returned tensors belong
 * to the scope around this one. Synchronous only: a scope cannot know what an async function makes later.
 */
export function scope<T>(body: () => T): T {
  const start = enterScope();
  let result: T;
  try {
    result = body();
  } catch (error) {
    leaveScope(start, []);
    throw error;
  }
  if (isThenable(result)) {
    leaveScope(start, []);
    throw new TypeError(
      'scope() takes a synchronous function: await outside, and put the tensor work inside',
    );
  }
  const survivors = tensorsIn(result).map((owner) => ({ owner, handle: Tensor.handle(owner) }));
  leaveScope(start, survivors);
  return result;
}

/**
 * Takes tensors out of their scope: they live until `dispose()`, or until nothing refers to them any more.
 */
export function keep<T extends TensorTree>(tensors: T): T {
  for (const tensor of tensorsIn(tensors)) keepHandle(tensor, Tensor.handle(tensor));
  return tensors;
}

/** Frees every tensor in a tree now. */
export function dispose(tensors: TensorTree): void {
  for (const tensor of tensorsIn(tensors)) tensor.dispose();
}

/** The tensors in a value: itself, or those in arrays, maps, sets and plain objects, each once. */
export function tensorsIn(value: TensorTree): Tensor[] {
  if (value === null || typeof value !== 'object') return [];
  if (value instanceof Tensor) return [value];
  const found = new Set<Tensor>();
  collect(value, found, new Set());
  return [...found];
}

function collect(value: unknown, found: Set<Tensor>, seen: Set<object>): void {
  if (value === null || typeof value !== 'object' || ArrayBuffer.isView(value)) return;
  if (value instanceof Tensor) {
    found.add(value);
    return;
  }
  if (seen.has(value)) return;
  seen.add(value);
  if (Array.isArray(value) || value instanceof Set) {
    for (const item of value) collect(item, found, seen);
  } else if (value instanceof Map) {
    for (const item of value.values()) collect(item, found, seen);
  } else {
    const prototype = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null) return;
    for (const item of Object.values(value)) collect(item, found, seen);
  }
}

export function isThenable(value: unknown): boolean {
  return (
    typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function'
  );
}
