import { expect } from 'vitest';
import { memory } from '../src/tensor/memory.js';
import { scope } from '../src/tensor/scope.js';

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
