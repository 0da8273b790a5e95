import type { MachineSpeed } from './machine-speed.js';

/** Seconds that a stage takes however little there is to do, and for each unit of its work. */
export interface StageCost {
  fixed: number;
  each: number;
}

/**
 * Fixed work on the machine that the costs below are meant for, milliseconds.
 *
 * `bench/fit-stage-costs.mjs` measured both tables from a run of `smallest` and one of `demo` on two quiet
 * cores of an AMD EPYC with AVX-512, and writes them here. The pieces of fixed work scatter by a third from
 * one minute to the next on a shared machine, and a forecast with them.
 */
export const REFERENCE: { speed: MachineSpeed; workers: number } = {
  speed: { script: 6.44, engine: 11.8 },
  workers: 2,
};

/** Seconds of wall time there. */
export const STAGE_COSTS: Readonly<Record<string, StageCost>> = {
  capture: { fixed: 7.5, each: 0.0216 },
  grasps: { fixed: 1.4, each: 0.0571 },
  select: { fixed: 0.34, each: 0.193 },
  conditions: { fixed: 0.3, each: 0.00336 },
  denoiser: { fixed: 1, each: 0.0252 },
  synthesise: { fixed: 2.7, each: 0.00501 },
  baseline: { fixed: 1.2, each: 0.00284 },
  filter: { fixed: 0.31, each: 0.011 },
  dataset: { fixed: 0.044, each: 0.000658 },
  train: { fixed: 0.96, each: 0.00324 },
  evaluate: { fixed: 2.4, each: 0.00953 },
  report: { fixed: 2, each: 1.89 },
};
