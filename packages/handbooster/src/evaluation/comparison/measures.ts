import type { SampleErrors } from '../metrics/hand-metrics.js';

/**
 * Measures of a row, in the order of the paper's tables: under each alignment errors in millimetres, areas
 * and F-scores in shares.
 */
export const MEASURES = [
  'jointError',
  'vertexError',
  'jointAuc',
  'vertexAuc',
  'fScore5',
  'fScore15',
  'alignedJointError',
  'alignedVertexError',
  'alignedJointAuc',
  'alignedVertexAuc',
  'alignedFScore5',
  'alignedFScore15',
] as const;
export type Measure = (typeof MEASURES)[number];

/** Those that every sample has, millimetres. */
export const ERROR_MEASURES = [
  'jointError',
  'vertexError',
  'alignedJointError',
  'alignedVertexError',
] as const satisfies readonly (keyof SampleErrors)[];

/** As the paper's tables name them. */
export const MEASURE_NAMES: Record<Measure, string> = {
  jointError: 'J-PE',
  vertexError: 'V-PE',
  jointAuc: 'J-AUC',
  vertexAuc: 'V-AUC',
  fScore5: 'F@5',
  fScore15: 'F@15',
  alignedJointError: 'PA-J-PE',
  alignedVertexError: 'PA-V-PE',
  alignedJointAuc: 'PA-J-AUC',
  alignedVertexAuc: 'PA-V-AUC',
  alignedFScore5: 'PA-F@5',
  alignedFScore15: 'PA-F@15',
};

/** Whether a measure is an error in millimetres that every sample has. */
export function isErrorMeasure(measure: Measure): measure is keyof SampleErrors {
  return (ERROR_MEASURES as readonly Measure[]).includes(measure);
}

/**
 * A measure's value for a table: millimetres with two digits, shares in percent with one; `no number` where a
 * network predicted none.
 */
export function measureText(measure: Measure, value: number): string {
  if (!Number.isFinite(value)) return 'no number';
  return isErrorMeasure(measure) ? value.toFixed(2) : (100 * value).toFixed(1);
}
