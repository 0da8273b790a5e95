import { scope, type Tensor } from '@handbooster/torch';
import type { SamplingProblem } from './sampling-problem.js';
import { type Spacing, signalLevel, timeGrid } from './time-grid.js';

/** Options of `sampleDpmSolver`. */
export interface DpmSolverOptions {
  steps: number;
  /** Clamp the predicted image to [-1, 1]. */
  clip?: boolean;
  spacing?: Spacing;
}

/**
 * DPM-Solver++(2M): the second-order multistep solver in terms of the predicted image (Lu et al. 2022, Alg. 2).
 * One evaluation a step, deterministic; the first and the last step are of first order.
 */
export function sampleDpmSolver(problem: SamplingProblem, options: DpmSolverOptions): Tensor {
  const { steps, clip = true, spacing = 'time' } = options;
  const { schedule } = problem;
  const times = timeGrid(schedule, steps, spacing);
  const level = times.map((time) => signalLevel(schedule, time));
  const signal = level.map((abar) => Math.sqrt(abar));
  const spread = level.map((abar) => Math.sqrt(1 - abar));
  const halfLogSnr = level.map((abar) => 0.5 * Math.log(abar / (1 - abar)));
  let x = problem.start;
  let previous: Tensor | null = null;
  for (let step = 0; step < steps; step++) {
    const before: Tensor = x;
    const older: Tensor | null = previous;
    const last = times[step + 1] < 0;
    const next: { x: Tensor; clean: Tensor } = scope(() => {
      const predicted = problem.predict(before, times[step]);
      const clean = clip ? predicted.clamp(-1, 1) : predicted;
      if (last) return { x: clean, clean };
      const h = halfLogSnr[step + 1] - halfLogSnr[step];
      let target = clean;
      if (older) {
        const ratio = (halfLogSnr[step] - halfLogSnr[step - 1]) / h;
        target = clean.mul(1 + 0.5 / ratio).add_(older, { alpha: -0.5 / ratio });
      }
      const kept = spread[step + 1] / spread[step];
      return { x: before.mul(kept).add_(target, { alpha: -signal[step + 1] * Math.expm1(-h) }), clean };
    });
    if (before !== problem.start) before.dispose();
    older?.dispose();
    x = next.x;
    previous = next.clean;
    problem.onStep?.(step + 1, steps);
  }
  if (previous && previous !== x) previous.dispose();
  return x;
}
