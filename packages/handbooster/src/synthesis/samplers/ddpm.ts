import { scope, type Tensor } from '@handbooster/torch';
import type { SamplingProblem } from './sampling-problem.js';

/** Options of `sampleDdpm`. */
export interface DdpmOptions {
  /** Clamp the predicted image to [-1, 1]. */
  clip?: boolean;
}

/**
 * Ancestral sampling (Ho et al. 2020): every time of the schedule, with the posterior's mean and variance.
 */
export function sampleDdpm(problem: SamplingProblem, options: DdpmOptions = {}): Tensor {
  const { clip = true } = options;
  const { schedule } = problem;
  const steps = schedule.timesteps;
  let x = problem.start;
  for (let step = 0; step < steps; step++) {
    const time = steps - 1 - step;
    const before = x;
    x = scope(() => {
      const predicted = problem.predict(before, time);
      const clean = clip ? predicted.clamp(-1, 1) : predicted;
      const mean = clean
        .mul(schedule.posteriorMeanCoefficient1[time])
        .add_(before, { alpha: schedule.posteriorMeanCoefficient2[time] });
      if (time === 0) return mean;
      return mean.add_(problem.noise(step), { alpha: Math.sqrt(schedule.posteriorVariance[time]) });
    });
    if (before !== problem.start) before.dispose();
    problem.onStep?.(step + 1, steps);
  }
  return x;
}
