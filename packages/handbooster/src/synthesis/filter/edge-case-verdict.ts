import { EDGE_CASE_MEASURES, type EdgeCaseMeasures } from './edge-case-measures.js';
import type { EdgeCaseThresholds } from './edge-case-thresholds.js';

/** What became of one image. */
export interface EdgeCaseVerdict {
  id: string;
  errors: EdgeCaseMeasures;
  kept: boolean;
  /** The errors past their thresholds; empty for a kept image. */
  exceeded: (keyof EdgeCaseMeasures)[];
  /** Largest error as a multiple of its threshold: orders images from clear to doubtful. */
  severity: number;
}

/** The verdict on one image, from its errors. */
export function edgeCaseVerdict(
  id: string,
  errors: EdgeCaseMeasures,
  thresholds: EdgeCaseThresholds,
): EdgeCaseVerdict {
  const ratio = (key: keyof EdgeCaseMeasures) => (errors[key] as number) / (thresholds[key] as number);
  const deciding = EDGE_CASE_MEASURES.filter((key) => thresholds[key] !== undefined);
  const exceeded = deciding.filter((key) => !((errors[key] as number) <= (thresholds[key] as number)));
  const ratios = deciding.map(ratio);
  const severity = ratios.some(Number.isNaN) ? Number.POSITIVE_INFINITY : Math.max(0, ...ratios);
  return { id, errors, kept: exceeded.length === 0, exceeded, severity };
}
