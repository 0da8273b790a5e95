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

/**
 * How far the joints of a hand fitted to landmarks in an image are from those of its condition: a share of
 * the hand, 1 where no hand is seen.
 */
export interface LandmarkDisagreement {
  landmarkDisagreement: number;
}

/** What an image is judged by: a reconstruction's errors, and what others see where they are asked. */
export type EdgeCaseMeasures = ReconstructionErrors & Partial<MaskDisagreement & LandmarkDisagreement>;

/** The keys of `EdgeCaseMeasures`, in order. */
export const EDGE_CASE_MEASURES = [
  ...RECONSTRUCTION_ERRORS,
  ...MASK_DISAGREEMENTS,
  'landmarkDisagreement',
] as const;
