import type { AllcloseOptions } from './setup.js';

declare module 'vitest' {
  // biome-ignore lint/suspicious/noExplicitAny: vitest declares the same type parameter.
  interface Matchers<T = any> {
    /** Every number of the sequence is within absolute + relative * |expected| of its counterpart. */
    toBeAllclose(expected: ArrayLike<number>, options?: AllcloseOptions): T;
  }
}
