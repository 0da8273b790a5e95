import { RECONSTRUCTION_ERRORS, type ReconstructionErrors } from './reconstruction-errors.js';

/**
 * How far a segmenter's masks of an image are from those of its condition: 1 - intersection over union, 0 ...
 * 1.
 */
export interface MaskDisagreement {
  handDisagreement: number;
  objectDisagreement: number;
}

/** The keys of `MaskDisagreement`. */
export const MASK_DISAGREEMENTS = [
  'handDisagreement',
  'objectDisagreement',
] as const satisfies readonly (keyof MaskDisagreement)[];

/** What an image is judged by: a reconstruction's errors, and what a segmenter sees where there is one. */
export type EdgeCaseMeasures = ReconstructionErrors & Partial<MaskDisagreement>;

/** The keys of `EdgeCaseMeasures`, in order. */
export const EDGE_CASE_MEASURES = [...RECONSTRUCTION_ERRORS, ...MASK_DISAGREEMENTS] as const;
