import { median } from '../../base/numbers/median.js';
import { EDGE_CASE_MEASURES, type EdgeCaseMeasures } from './edge-case-measures.js';
import type { EdgeCaseThresholds } from './edge-case-thresholds.js';
import type { EdgeCaseVerdict } from './edge-case-verdict.js';

/** One line of the table of what was dropped and why. */
export interface EdgeCaseReason {
  error: keyof EdgeCaseMeasures;
  /** Millimetres, or 0 ... 1 for disagreements of masks; null where it decides nothing. */
  threshold: number | null;
  /** Images past this threshold. */
  dropped: number;
  /** Images past this threshold and no other. */
  droppedByThisAlone: number;
  /** Median over kept and over dropped images; null where there are none. */
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

/** Counts verdicts by reason: a line for each measure that was taken. */
export function edgeCaseTable(
  verdicts: readonly EdgeCaseVerdict[],
  thresholds: EdgeCaseThresholds,
): EdgeCaseTable {
  const kept = verdicts.filter((one) => one.kept);
  const dropped = verdicts.filter((one) => !one.kept);
  const measured = EDGE_CASE_MEASURES.filter((error) =>
    verdicts.some(({ errors }) => errors[error] !== undefined),
  );
  const reasons = measured.map((error): EdgeCaseReason => {
    const past = dropped.filter(({ exceeded }) => exceeded.includes(error));
    const middle = (list: EdgeCaseVerdict[]) =>
      list.length === 0 ? null : median(list.map(({ errors }) => errors[error] ?? Number.NaN));
    return {
      error,
      threshold: thresholds[error] ?? null,
      dropped: past.length,
      droppedByThisAlone: past.filter(({ exceeded }) => exceeded.length === 1).length,
      medianKept: middle(kept),
      medianDropped: middle(dropped),
    };
  });
  return { judged: verdicts.length, kept: kept.length, dropped: dropped.length, reasons };
}
