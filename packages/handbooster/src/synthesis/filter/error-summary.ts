import { mean } from '../../base/numbers/mean.js';
import { median } from '../../base/numbers/median.js';
import { RECONSTRUCTION_ERRORS, type ReconstructionErrors } from './reconstruction-errors.js';

/** Errors over many images, millimetres; NaN where there are none. */
export interface ErrorSummary {
  images: number;
  mean: ReconstructionErrors;
  median: ReconstructionErrors;
}

/** Mean and median of each of the four errors. */
export function summariseErrors(errors: readonly ReconstructionErrors[]): ErrorSummary {
  const over = (reduce: (values: number[]) => number) =>
    Object.fromEntries(
      RECONSTRUCTION_ERRORS.map((key) => [key, reduce(errors.map((error) => error[key]))]),
    ) as unknown as ReconstructionErrors;
  return {
    images: errors.length,
    mean: over(mean),
    median: over(median),
  };
}
