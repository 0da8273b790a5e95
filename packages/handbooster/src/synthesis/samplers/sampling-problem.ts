import type { Tensor } from '@handbooster/torch';
import type { NoiseSchedule } from '../diffusion/noise-schedule.js';

/** What a sampler needs to know: it never sees a network, a condition or a generator. */
export interface SamplingProblem {
  schedule: NoiseSchedule;
  /** (B, ...) standard normal noise to start from. */
  start: Tensor;
  /** The expected clean image, given x(t) and t. */
  predict(x: Tensor, time: number): Tensor;
  /**
   * Fresh standard normal noise of the start's shape for the step with that index; asked for only where it is
   * used.
   */
  noise(step: number): Tensor;
  /** Called after each step. */
  onStep?(step: number, steps: number): void;
}
