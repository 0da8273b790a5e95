/**
 * Learning-rate schedules: pure functions of the step (0 for the first) that give a factor for the base rate.
 * A resumed training needs nothing but its step.
 */

/** Rises to 1 over the first `warmSteps` steps: (step + 1) / warmSteps. */
export function warmup(step: number, warmSteps: number): number {
  return warmSteps > 0 ? Math.min(1, (step + 1) / warmSteps) : 1;
}

/** Half a cosine from 1 at step 0 to `floor` at `steps`, and there it stays (Loshchilov and Hutter 2017). */
export function cosine(step: number, steps: number, floor = 0): number {
  const share = steps > 0 ? Math.min(1, Math.max(0, step / steps)) : 1;
  return floor + (1 - floor) * 0.5 * (1 + Math.cos(Math.PI * share));
}

/** `warmup` for the first `warmSteps`, then `cosine` over those left. */
export function warmupCosine(step: number, steps: number, warmSteps: number, floor = 0): number {
  if (step < warmSteps) return warmup(step, warmSteps);
  return cosine(step - warmSteps, steps - warmSteps, floor);
}

/** Multiplied by `gamma` at each milestone reached. */
export function multiStep(step: number, milestones: readonly number[], gamma = 0.1): number {
  return gamma ** milestones.filter((milestone) => step >= milestone).length;
}

/** Multiplied by `gamma` every `every` steps. */
export function stepDecay(step: number, every: number, gamma = 0.1): number {
  return gamma ** Math.floor(step / every);
}

/** Multiplied by `gamma` each step. */
export function exponential(step: number, gamma: number): number {
  return gamma ** step;
}

/** A straight line from 1 at step 0 to `end` at `steps`, and there it stays. */
export function linear(step: number, steps: number, end = 0): number {
  const share = steps > 0 ? Math.min(1, Math.max(0, step / steps)) : 1;
  return 1 + (end - 1) * share;
}
