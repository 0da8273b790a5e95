import { scope, type Tensor } from '@handbooster/torch';
import type { SamplingProblem } from './sampling-problem.js';
import { type Spacing, signalLevel, timeGrid } from './time-grid.js';

/** Options of `sampleDdim`. */
export interface DdimOptions {
  steps: number;
  /** 0 is deterministic, 1 has the variance of ancestral sampling (the release's choice). */
  eta?: number;
  /** Clamp the predicted image to [-1, 1], and derive the noise from the clamped one. */
  clip?: boolean;
  /** `time`, the release's, unless said otherwise. */
  spacing?: Spacing;
}

/** DDIM (Song, Meng, Ermon 2021), on the release's time grid by default. Returns the clean image. */
export function sampleDdim(problem: SamplingProblem, options: DdimOptions): Tensor {
  const { steps, eta = 0, clip = true, spacing = 'time' } = options;
  const { schedule } = problem;
  const times = timeGrid(schedule, steps, spacing);
  let x = problem.start;
  for (let step = 0; step < steps; step++) {
    const before = x;
    x = scope(() => {
      const predicted = problem.predict(before, times[step]);
      const clean = clip ? predicted.clamp(-1, 1) : predicted;
      if (times[step + 1] < 0) return clean;
      const abar = signalLevel(schedule, times[step]);
      const next = signalLevel(schedule, times[step + 1]);
      const sigma = eta * Math.sqrt(((1 - abar / next) * (1 - next)) / (1 - abar));
      // x(next) = sqrt(next) x0 + direction * noise, noise = (x - sqrt(abar) x0) / sqrt(1 - abar).
      const direction = Math.sqrt(Math.max(1 - next - sigma * sigma, 0)) / Math.sqrt(1 - abar);
      const moved = clean
        .mul(Math.sqrt(next) - direction * Math.sqrt(abar))
        .add_(before, { alpha: direction });
      return sigma > 0 ? moved.add_(problem.noise(step), { alpha: sigma }) : moved;
    });
    if (before !== problem.start) before.dispose();
    problem.onStep?.(step + 1, steps);
  }
  return x;
}
