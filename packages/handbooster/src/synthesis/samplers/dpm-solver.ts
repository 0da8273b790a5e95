import { scope, type Tensor } from '@handbooster/torch';
import type { SamplingProblem } from './sampling-problem.js';
import { type Spacing, signalLevel, timeGrid } from './time-grid.js';

/** Options of `sampleDpmSolver`. */
export interface DpmSolverOptions {
  steps: number;
  /** Noise added: 0 none (the probability flow), 1 as much as the diffusion has; 0 unless said otherwise. */
  eta?: number;
  /** Clamp the predicted image to [-1, 1]. */
  clip?: boolean;
  /** `log-snr` unless said otherwise. */
  spacing?: Spacing;
}

/**
 * DPM-Solver++(2M): the second-order multistep solver in terms of the predicted image (Lu et al. 2022, Alg.
 * 2), and with `eta` its stochastic kin, SDE-DPM-Solver++(2M): noise added in each step repairs errors of a
 * network that is not trained to the end. One evaluation a step; the first and the last step are of first
 * order.
 */
export function sampleDpmSolver(problem: SamplingProblem, options: DpmSolverOptions): Tensor {
  const { steps, eta = 0, clip = true, spacing = 'log-snr' } = options;
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
      // In step h the noise fades by e^-h, more when fresh noise is to come.
      const fade = Math.exp(-eta * h);
      const kept = (spread[step + 1] / spread[step]) * fade;
      const gain = -signal[step + 1] * Math.expm1(-(1 + eta) * h);
      const moved = before.mul(kept).add_(target, { alpha: gain });
      const fresh = spread[step + 1] * Math.sqrt(1 - fade * fade);
      return { x: fresh > 0 ? moved.add_(problem.noise(step), { alpha: fresh }) : moved, clean };
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
