import { InputError } from '../../base/errors/input-error.js';
import { quantileOf } from '../../base/numbers/quantile-of.js';
import {
  EDGE_CASE_MEASURES,
  type EdgeCaseMeasures,
  MASK_DISAGREEMENTS,
  type MaskDisagreement,
} from './edge-case-measures.js';
import type { ReconstructionErrors } from './reconstruction-errors.js';

/**
 * Largest error a kept image may have, millimetres (disagreements: 0 ... 1). What has no threshold decides
 * nothing.
 */
export type EdgeCaseThresholds = Partial<EdgeCaseMeasures>;

/**
 * The release's thresholds. They suit a filter network trained on the whole of the dataset they are named
 * after.
 *
 * @example
 * ```ts
 * import { EDGE_CASE_THRESHOLDS } from 'handbooster';
 * console.log(Object.keys(EDGE_CASE_THRESHOLDS).length > 0); // true
 * ```
 */
export const EDGE_CASE_THRESHOLDS = {
  dexycb: { jointError: 25, vertexError: 25, alignedJointError: 10, alignedVertexError: 10 },
  ho3d: { jointError: 50, vertexError: 50, alignedJointError: 20, alignedVertexError: 20 },
} as const satisfies Record<string, ReconstructionErrors>;

/** Options of `quantileThresholds`. */
export interface QuantileThresholdOptions {
  /** Share of held-out real images whose error is at most the quantile. */
  quantile?: number;
  /**
   * The thresholds are the quantiles times this; for overlaps of masks, the least overlap is the quantile's
   * divided by this.
   */
  factor?: number;
}

/** Defaults of `quantileThresholds`. */
export const QUANTILE_THRESHOLD_DEFAULTS: Required<QuantileThresholdOptions> = {
  quantile: 0.95,
  factor: 1.5,
};

/**
 * Thresholds from the filter network's own errors on real images it was not trained on: where the published
 * ones do not apply, "significant" (Sec. 3.2) is what the network seldom does on real images. One for each
 * measure that all have.
 */
export function quantileThresholds(
  errors: readonly EdgeCaseMeasures[],
  options: QuantileThresholdOptions = {},
): EdgeCaseThresholds {
  const { quantile, factor } = { ...QUANTILE_THRESHOLD_DEFAULTS, ...options };
  if (errors.length === 0)
    throw new InputError('edge-case filter: no held-out real images to set thresholds by');
  if (!(quantile >= 0 && quantile <= 1)) {
    throw new InputError(`edge-case filter: quantile must be within 0 ... 1, found ${quantile}`);
  }
  const thresholds: EdgeCaseThresholds = {};
  for (const key of EDGE_CASE_MEASURES) {
    const values = errors.map((error) => error[key]);
    if (values.some((value) => value === undefined)) continue;
    const found = quantileOf(values as number[], quantile);
    // An overlap lies between 0 and 1 and so must what is asked of it.
    thresholds[key] = MASK_DISAGREEMENTS.includes(key as keyof MaskDisagreement)
      ? 1 - (1 - found) / factor
      : factor * found;
  }
  return thresholds;
}
