import type { HandModel, HandSide } from './hand-model.js';

/** The hand models that labels are decoded with. */
export type HandModels = Partial<Record<HandSide, HandModel>>;
