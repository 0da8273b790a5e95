/** How the noise grows with time. */
export type ScheduleKind = 'linear' | 'cosine';

/**
 * The numbers of a diffusion process, computed in float64 and kept in float32 (as the official release keeps
 * them). Index t = 0 ... T - 1.
 */
export interface NoiseSchedule {
  readonly timesteps: number;
  readonly betas: Float32Array;
  /** abar(t), the share of the image's variance left. */
  readonly alphasCumprod: Float32Array;
  readonly alphasCumprodPrevious: Float32Array;
  readonly posteriorVariance: Float32Array;
  /** q(x(t-1) | x(t), x0) has mean coefficient1 x0 + coefficient2 x(t). */
  readonly posteriorMeanCoefficient1: Float32Array;
  readonly posteriorMeanCoefficient2: Float32Array;
  /** abar / (1 - abar). */
  readonly signalToNoise: Float32Array;
}

/** Builds a schedule: linear betas (Ho et al. 2020) or a cosine abar (Nichol and Dhariwal 2021). */
export function noiseSchedule(kind: ScheduleKind = 'linear', timesteps = 1000): NoiseSchedule {
  if (!Number.isSafeInteger(timesteps) || timesteps < 1) {
    throw new RangeError(`noiseSchedule: expected at least one time step, found ${timesteps}`);
  }
  const betas = kind === 'linear' ? linearBetas(timesteps) : cosineBetas(timesteps);
  const make = (value: (t: number) => number) => Float32Array.from({ length: timesteps }, (_, t) => value(t));
  const cumulative = new Float64Array(timesteps + 1).fill(1);
  for (let t = 0; t < timesteps; t++) cumulative[t + 1] = cumulative[t] * (1 - betas[t]);
  const after = (t: number) => cumulative[t + 1];
  const before = (t: number) => cumulative[t];
  return {
    timesteps,
    betas: Float32Array.from(betas),
    alphasCumprod: make(after),
    alphasCumprodPrevious: make(before),
    posteriorVariance: make((t) => (betas[t] * (1 - before(t))) / (1 - after(t))),
    posteriorMeanCoefficient1: make((t) => (betas[t] * Math.sqrt(before(t))) / (1 - after(t))),
    posteriorMeanCoefficient2: make((t) => ((1 - before(t)) * Math.sqrt(1 - betas[t])) / (1 - after(t))),
    signalToNoise: make((t) => after(t) / (1 - after(t))),
  };
}

function linearBetas(timesteps: number): Float64Array {
  const scale = 1000 / timesteps;
  const first = 1e-4 * scale;
  const last = 0.02 * scale;
  const step = timesteps > 1 ? (last - first) / (timesteps - 1) : 0;
  return Float64Array.from({ length: timesteps }, (_, t) => Math.min(first + step * t, 0.999));
}

function cosineBetas(timesteps: number): Float64Array {
  const offset = 0.008;
  const remaining = (t: number) => Math.cos(((t / timesteps + offset) / (1 + offset)) * (Math.PI / 2)) ** 2;
  return Float64Array.from({ length: timesteps }, (_, t) => {
    return Math.min(Math.max(1 - remaining(t + 1) / remaining(t), 0), 0.999);
  });
}
