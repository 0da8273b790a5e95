import type { Sample } from '../../datasets/sample/sample.js';
import { sampleKey, unpackKeys } from './sample-keys.js';
import type { WeightsCard } from './weights-card.js';

/** How the pictures that ready weights learned from lie to a run's training split. */
export interface TrainingOverlap {
  /** Pictures the weights learned from; null where no card tells. */
  learned: number | null;
  /** How many of them are in the run's training split. */
  within: number | null;
  /**
   * Whether the run can speak of boosting: only when the weights know nothing but its own training pictures.
   * Otherwise they bring other data along, maybe its test pictures.
   */
  isBoosting: boolean;
  /** The same in words. */
  verdict: string;
}

export function trainingOverlap(card: WeightsCard | null, train: readonly Sample[]): TrainingOverlap {
  if (card === null) {
    const verdict =
      'The denoiser’s weights come without a card, so what they learned from is not known: no boosting result.';
    return { learned: null, within: null, isBoosting: false, verdict };
  }
  const own = new Set(train.map(sampleKey));
  const keys = unpackKeys(card.data.keys);
  const within = keys.filter((key) => own.has(key)).length;
  const isBoosting = within === keys.length;
  const verdict = isBoosting
    ? `The denoiser’s weights learned from ${keys.length} pictures, all of them in this run’s training split.`
    : `Of the ${keys.length} pictures that the denoiser’s weights learned from, ${keys.length - within} are not in this ` +
      'run’s training split: its table compares, but is no boosting result. `--retrain` trains anew.';
  return { learned: keys.length, within, isBoosting, verdict };
}
