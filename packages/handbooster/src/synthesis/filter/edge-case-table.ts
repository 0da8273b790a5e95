import { type EdgeCaseThresholds, quantileOf } from './edge-case-thresholds.js';
import type { EdgeCaseVerdict } from './edge-case-verdict.js';
import { RECONSTRUCTION_ERRORS, type ReconstructionErrors } from './reconstruction-errors.js';

/** One line of the table of what was dropped and why. */
export interface EdgeCaseReason {
  error: keyof ReconstructionErrors;
  /** Millimetres. */
  threshold: number;
  /** Images past this threshold. */
  dropped: number;
  /** Images past this threshold and no other. */
  droppedByThisAlone: number;
  /** Median error over kept and over dropped images, millimetres; null where there are none. */
  medianKept: number | null;
  medianDropped: number | null;
}

/** What was dropped, and why. */
export interface EdgeCaseTable {
  judged: number;
  kept: number;
  dropped: number;
  reasons: EdgeCaseReason[];
}

/** Counts verdicts by reason. */
export function edgeCaseTable(
  verdicts: readonly EdgeCaseVerdict[],
  thresholds: EdgeCaseThresholds,
): EdgeCaseTable {
  const kept = verdicts.filter((one) => one.kept);
  const dropped = verdicts.filter((one) => !one.kept);
  const reasons = RECONSTRUCTION_ERRORS.map((error): EdgeCaseReason => {
    const past = dropped.filter(({ exceeded }) => exceeded.includes(error));
    const median = (list: EdgeCaseVerdict[]) =>
      list.length === 0
        ? null
        : quantileOf(
            list.map(({ errors }) => errors[error]),
            0.5,
          );
    return {
      error,
      threshold: thresholds[error],
      dropped: past.length,
      droppedByThisAlone: past.filter(({ exceeded }) => exceeded.length === 1).length,
      medianKept: median(kept),
      medianDropped: median(dropped),
    };
  });
  return { judged: verdicts.length, kept: kept.length, dropped: dropped.length, reasons };
}
