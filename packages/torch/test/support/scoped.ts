import { expect } from 'vitest';
import { setThreads } from '../../src/engine/threads.js';
import { memory } from '../../src/tensor/memory.js';
import { scope } from '../../src/tensor/scope.js';

// One thread: results that do not depend on the machine, and no waiting for threads on a busy one.
setThreads(1);

/** A test's body in a scope of its own, after which not one tensor may be left. */
export function scoped(body: () => void): () => void {
  return () => {
    const before = memory().tensors;
    scope(() => {
      body();
    });
    expect(memory().tensors - before, 'tensors left behind').toBe(0);
  };
}
