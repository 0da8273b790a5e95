import type { EdgeCaseThresholds } from './edge-case-thresholds.js';
import { RECONSTRUCTION_ERRORS, type ReconstructionErrors } from './reconstruction-errors.js';

/** What became of one image. */
export interface EdgeCaseVerdict {
  id: string;
  errors: ReconstructionErrors;
  kept: boolean;
  /** The errors past their thresholds; empty for a kept image. */
  exceeded: (keyof ReconstructionErrors)[];
  /** Largest error as a multiple of its threshold: orders images from clear to doubtful. */
  severity: number;
}

/** The verdict on one image, from its errors. */
export function edgeCaseVerdict(
  id: string,
  errors: ReconstructionErrors,
  thresholds: EdgeCaseThresholds,
): EdgeCaseVerdict {
  const exceeded = RECONSTRUCTION_ERRORS.filter((key) => !(errors[key] <= thresholds[key]));
  const ratios = RECONSTRUCTION_ERRORS.map((key) => errors[key] / thresholds[key]);
  const severity = ratios.some(Number.isNaN) ? Number.POSITIVE_INFINITY : Math.max(...ratios);
  return { id, errors, kept: exceeded.length === 0, exceeded, severity };
}
