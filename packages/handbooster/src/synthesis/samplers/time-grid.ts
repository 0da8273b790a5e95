import type { NoiseSchedule } from '../diffusion/noise-schedule.js';

/**
 * How a sampler spreads its steps: `time`, evenly over t as the release does; `log-snr`, evenly over
 * log(abar / (1 - abar)) / 2; `karras`, evenly over the seventh root of the noise level (Karras et al. 2022).
 */
export type Spacing = (typeof SPACINGS)[number];

export const SPACINGS = ['time', 'log-snr', 'karras'] as const;

/**
 * Times from the noisiest down to -1, which stands for the clean image: `steps` + 1 whole numbers, falling.
 * With `time` the grid is the release's: linspace(-1, T - 1, steps + 1) in float32, truncated.
 */
export function timeGrid(schedule: NoiseSchedule, steps: number, spacing: Spacing = 'time'): number[] {
  const last = schedule.timesteps - 1;
  if (!Number.isSafeInteger(steps) || steps < 1 || steps > schedule.timesteps) {
    throw new RangeError(`sampler: expected 1 ... ${schedule.timesteps} steps, found ${steps}`);
  }
  if (spacing === 'time') return linearGrid(last, steps);
  const measure = spacing === 'log-snr' ? logSnr : rootOfNoise;
  const first = measure(schedule, last);
  const final = measure(schedule, 0);
  const grid: number[] = [];
  for (let i = 0; i < steps; i++) {
    const wanted = steps === 1 ? first : first + ((final - first) * i) / (steps - 1);
    const nearest = nearestTime(schedule, measure, wanted);
    // Near the clean end several levels may round to one time: keep the grid falling, and leave room for the
    // rest.
    const highest = i === 0 ? last : grid[i - 1] - 1;
    grid.push(Math.max(Math.min(nearest, highest), steps - 1 - i));
  }
  return [...grid, -1];
}

/** abar(t), with abar(-1) = 1. */
export function signalLevel(schedule: NoiseSchedule, time: number): number {
  return time < 0 ? 1 : schedule.alphasCumprod[time];
}

function linearGrid(last: number, steps: number): number[] {
  const step = Math.fround((last + 1) / steps);
  const grid: number[] = [];
  for (let i = 0; i <= steps; i++) {
    // From both ends towards the middle, in float32, as torch.linspace computes it.
    const value =
      i < (steps + 1) / 2
        ? Math.fround(-1 + Math.fround(step * i))
        : Math.fround(last - Math.fround(step * (steps - i)));
    grid.push(Math.trunc(value));
  }
  return grid.reverse();
}

function logSnr(schedule: NoiseSchedule, time: number): number {
  return 0.5 * Math.log(schedule.signalToNoise[time]);
}

function rootOfNoise(schedule: NoiseSchedule, time: number): number {
  return schedule.signalToNoise[time] ** (-0.5 / 7);
}

function nearestTime(
  schedule: NoiseSchedule,
  measure: (schedule: NoiseSchedule, time: number) => number,
  wanted: number,
): number {
  let best = 0;
  for (let time = 1; time < schedule.timesteps; time++) {
    if (Math.abs(measure(schedule, time) - wanted) < Math.abs(measure(schedule, best) - wanted)) best = time;
  }
  return best;
}
