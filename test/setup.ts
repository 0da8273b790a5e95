import { setImmediate as turn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { beforeAll, expect } from 'vitest';
import { memory } from '../packages/torch/src/tensor/memory.js';
// A tensor has the operators as methods once the package's entry is loaded; tests of single files load only
// parts of it.
import '../packages/torch/src/ops/tensor-methods.generated.js';

/** Options of `toBeAllclose`: |actual - expected| <= absolute + relative * |expected|, element by element. */
export interface AllcloseOptions {
  relative?: number;
  absolute?: number;
}

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');
/** Tensors alive when the last file of this process began; nothing before its first. */
const shared: { tensors?: number } = globalThis as object;

// Quick files share a process, and some count the tensors alive: what an earlier file lost is collected now,
// and not while they count.
beforeAll(async () => {
  if (shared.tensors !== undefined && shared.tensors !== memory().tensors) {
    collect();
    await turn();
    await turn();
    shared.tensors = memory().tensors;
  }
  shared.tensors ??= 0;
});

type NumberSequence = ArrayLike<number>;

function describeWorst(actual: NumberSequence, expected: NumberSequence, relative: number, absolute: number) {
  let worst = -1;
  let worstExcess = 0;
  let failures = 0;
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs(actual[i] - expected[i]);
    const excess = difference - (absolute + relative * Math.abs(expected[i]));
    if (!(excess <= 0)) {
      failures++;
      if (worst < 0 || !(excess <= worstExcess)) {
        worst = i;
        worstExcess = excess;
      }
    }
  }
  return { worst, failures };
}

expect.extend({
  toBeAllclose(actual: NumberSequence, expected: NumberSequence, options: AllcloseOptions = {}) {
    const { relative = 1e-5, absolute = 1e-8 } = options;
    if (actual.length !== expected.length) {
      return { pass: false, message: () => `expected ${expected.length} numbers, found ${actual.length}` };
    }
    const { worst, failures } = describeWorst(actual, expected, relative, absolute);
    return {
      pass: worst < 0,
      message: () =>
        worst < 0
          ? `expected the ${expected.length} numbers to differ by more than ${absolute} + ${relative} * |expected|`
          : `${failures} of ${expected.length} numbers differ by more than ${absolute} + ${relative} * |expected|; ` +
            `worst at ${worst}: expected ${expected[worst]}, found ${actual[worst]}`,
    };
  },
});
