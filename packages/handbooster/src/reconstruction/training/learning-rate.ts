import { optim } from '@handbooster/torch';
import type { LearningRateSchedule } from '../networks/network-kind.js';

/** What the rate is multiplied by at a step. */
export function learningRateAt(
  schedule: LearningRateSchedule,
  step: number,
  steps: number,
  warmUp: number,
): number {
  if (schedule === 'constant') return 1;
  if (schedule === 'cosine') return optim.warmupCosine(step, steps, Math.ceil(warmUp * steps));
  return schedule.gamma ** schedule.drops.filter((share) => step >= share * steps).length;
}
