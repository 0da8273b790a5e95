/** How a denoiser is trained. */
export interface DenoiserTrainingOptions {
  /** Steps of the optimiser. */
  steps: number;
  /** Images a step: `batchSize` at a time, `accumulate` times. */
  batchSize: number;
  accumulate: number;
  learningRate: number;
  /** `cosine` falls to zero at the last step. */
  rateSchedule: 'constant' | 'cosine';
  /** Steps over which the rate rises linearly from zero. */
  warmupSteps: number;
  /** Of Adam. */
  betas: readonly [number, number];
  /** Longest gradient; longer ones are shortened to it. */
  clipNorm: number;
  /** Share of the average kept at each update of the averaged weights. */
  emaDecay: number;
  /** Steps between updates of the averaged weights. */
  emaEvery: number;
  /** Steps for which the averaged weights simply follow the weights. */
  emaStart: number;
  /**
   * Let the average forget faster at first: after n updates it keeps at most (1 + n) / (10 + n) with `count`,
   * at most 1 - (1 + n)^(-2/3) with `power`.
   */
  emaWarmup: 'none' | 'count' | 'power';
  /**
   * Type of convolutions and matrix products; `bfloat16` is for GPUs. Weights and their averages stay
   * float32.
   */
  precision: 'float32' | 'bfloat16';
  /**
   * Spread the times of a batch evenly over the schedule, from one random offset: less noise in the gradient.
   */
  stratifiedTimes: boolean;
}
