import { expect } from 'vitest';
// A tensor has the operators as methods once the package's entry is loaded; tests of single files load only
// parts of it.
import '../packages/torch/src/ops/tensor-methods.generated.js';

/** Options of `toBeAllclose`: |actual - expected| <= absolute + relative * |expected|, element by element. */
export interface AllcloseOptions {
  relative?: number;
  absolute?: number;
}

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
