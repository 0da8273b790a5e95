import { io } from '@handbooster/torch';
import { InputError } from '../../base/errors/input-error.js';
import type { SynthesisModelConfig } from '../synthesis-model.js';
import type { DenoiserTrainer } from './denoiser-trainer.js';
import type { DenoiserTrainingOptions } from './training-options.js';

/** What a saved state belongs to; training goes on only with the same. */
export interface TrainingIdentity {
  config: SynthesisModelConfig;
  training: DenoiserTrainingOptions;
  seed: number;
  /** Examples in the dataset. */
  examples: number;
}

const FORMAT = 'handbooster-denoiser-training';

/**
 * Writes the whole state of a training (weights, averaged weights, optimiser, steps done) as one safetensors
 * file, atomically: a crash leaves the last one.
 */
export function saveTraining(trainer: DenoiserTrainer, path: string, identity: TrainingIdentity): void {
  io.writeSafetensors(path, trainer.state(), {
    format: FORMAT,
    step: String(trainer.step),
    identity: JSON.stringify(identity),
  });
}

/** Puts a saved state back. Throws where it belongs to another model, dataset or setting. */
export function restoreTraining(trainer: DenoiserTrainer, path: string, identity: TrainingIdentity): void {
  const arrays = io.readSafetensors(path);
  const { format, step, identity: saved } = arrays.metadata;
  if (format !== FORMAT || step === undefined || saved === undefined) {
    throw new InputError(`${path}: not the state of a denoiser's training; remove it to start anew`);
  }
  const difference = firstDifference(JSON.parse(saved), JSON.parse(JSON.stringify(identity)), '');
  if (difference !== null) {
    throw new InputError(`${path}: was saved with another ${difference}; remove it to start anew`);
  }
  trainer.restore(arrays, Number(step));
}

/** The path of the first key that differs, with both values; null where all agree. */
function firstDifference(saved: unknown, wanted: unknown, path: string): string | null {
  if (typeof saved === 'object' && typeof wanted === 'object' && saved !== null && wanted !== null) {
    for (const key of new Set([...Object.keys(saved), ...Object.keys(wanted)])) {
      const inner = path === '' ? key : `${path}.${key}`;
      const found = firstDifference(
        (saved as Record<string, unknown>)[key],
        (wanted as Record<string, unknown>)[key],
        inner,
      );
      if (found !== null) return found;
    }
    return null;
  }
  return saved === wanted ? null : `${path} (${JSON.stringify(saved)}, now ${JSON.stringify(wanted)})`;
}
