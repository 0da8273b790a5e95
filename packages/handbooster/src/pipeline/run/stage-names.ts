/** The stages of a run, in order. A stage's folder is called after it. */
export const STAGE_NAMES = [
  'capture',
  'grasps',
  'select',
  'conditions',
  'denoiser',
  'synthesise',
  'baseline',
  'filter',
  'dataset',
  'train',
  'evaluate',
  'report',
] as const;

export type StageName = (typeof STAGE_NAMES)[number];
