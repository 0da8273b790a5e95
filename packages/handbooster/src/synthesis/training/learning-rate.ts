import type { DenoiserTrainingOptions } from './training-options.js';

/** The rate of the step with that index: a linear rise, then constant or half a cosine down to zero. */
export function learningRateAt(
  step: number,
  options: Pick<DenoiserTrainingOptions, 'learningRate' | 'rateSchedule' | 'warmupSteps' | 'steps'>,
): number {
  const { learningRate, rateSchedule, warmupSteps, steps } = options;
  if (step < warmupSteps) return (learningRate * (step + 1)) / (warmupSteps + 1);
  if (rateSchedule === 'constant') return learningRate;
  const done = Math.min(1, (step - warmupSteps) / Math.max(1, steps - warmupSteps));
  return (learningRate * (1 + Math.cos(Math.PI * done))) / 2;
}
