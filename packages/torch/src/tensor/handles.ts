import { type Handle, native } from '../native.js';

/**
 * Which handles end with which scope. One stack for all scopes of a thread: a scope is the index where it
 * began.
 *
 * Handles made outside every scope are freed when their object is collected. The collector does not run
 * inside a synchronous loop and knows nothing of the engine's memory, so past a number of bytes outside
 * scopes an error asks for a scope.
 */
let stack = new Float64Array(1024);
let top = 0;
let depth = 0;
let unscopedLimit = Number(process.env.HANDBOOSTER_UNSCOPED_LIMIT) || 2 * 1024 ** 3;

const collected = new FinalizationRegistry<Handle>((handle) => native().release(handle));

/** Sets how many bytes may live in tensors outside scopes that were not kept; returns the limit before. */
export function setUnscopedLimit(bytes: number): number {
  if (!(bytes > 0)) throw new RangeError(`expected a positive number of bytes, found ${bytes}`);
  const before = unscopedLimit;
  unscopedLimit = bytes;
  return before;
}

/** Whether the caller runs inside a scope. */
export function inScope(): boolean {
  return depth > 0;
}

/** Hands a new handle to the innermost scope, or to the collector. */
export function track(owner: object, handle: Handle): void {
  if (depth > 0) {
    if (top === stack.length) grow();
    stack[top++] = handle;
    return;
  }
  if (native().countUnscoped(handle) > unscopedLimit) {
    native().release(handle);
    throw new Error(
      `tensors made outside any scope hold more than ${(unscopedLimit / 2 ** 20).toFixed(0)} MiB: put the work into ` +
        'scope(() => ...), which frees what it does not return, keep() what is to stay, or dispose() by hand ' +
        '(HANDBOOSTER_UNSCOPED_LIMIT sets the limit in bytes)',
    );
  }
  collected.register(owner, handle);
}

/** As `track` for another handle of memory that was counted already. */
export function trackAlias(owner: object, handle: Handle): void {
  if (depth > 0) track(owner, handle);
  else collected.register(owner, handle);
}

/** Takes a handle out of its scope: from now on only dispose() and the collector free it. */
export function keepHandle(owner: object, handle: Handle): void {
  for (let i = top - 1; i >= 0; i--) {
    if (stack[i] === handle) {
      stack[i] = 0;
      collected.register(owner, handle);
      return;
    }
  }
  native().uncount(handle);
}

/** Begins a scope; the number returned ends it. */
export function enterScope(): number {
  depth++;
  return top;
}

/**
 * Ends the scope that began at `start`: frees its handles but the survivors, which go to the scope around it.
 */
export function leaveScope(start: number, survivors: readonly { owner: object; handle: Handle }[]): void {
  const moved = [];
  if (survivors.length > 8) {
    const places = new Map<Handle, number>();
    for (let i = start; i < top; i++) places.set(stack[i], i);
    for (const survivor of survivors) {
      const place = places.get(survivor.handle);
      if (place === undefined || stack[place] === 0) continue;
      stack[place] = 0;
      moved.push(survivor);
    }
  } else {
    for (const survivor of survivors) {
      for (let i = top - 1; i >= start; i--) {
        if (stack[i] !== survivor.handle) continue;
        stack[i] = 0;
        moved.push(survivor);
        break;
      }
    }
  }
  if (top > start) native().releaseRange(stack, start, top);
  top = start;
  depth--;
  for (const { owner, handle } of moved) track(owner, handle);
}

function grow(): void {
  const larger = new Float64Array(stack.length * 2);
  larger.set(stack);
  stack = larger;
}
