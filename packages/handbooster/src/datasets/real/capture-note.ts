/** Layouts that real data is read from. */
export type RealKind = 'dexycb' | 'ho3d' | 'coco' | 'photos';

/** What the capture stage leaves for the others: where the real data is, and what its splits are called. */
export interface CaptureNote {
  /** The layout of the data; DexYCB's where it is not said. */
  kind?: RealKind;
  /** File of the left hand that DexYCB's left hands are read with; without one they are left out. */
  leftHand?: string;
  /** Its root; absolute, or relative to the stage's folder. */
  root: string;
  setup: string;
  train: string;
  /** Held out from training, for the filter's thresholds. */
  validation: string;
  tests: string[];
  /** How many of the built-in objects are grasped where the data has none; the data's own by default. */
  builtinObjects?: number;
}
