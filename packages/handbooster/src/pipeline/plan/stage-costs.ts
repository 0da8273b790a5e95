import type { MachineSpeed } from './machine-speed.js';

/** Seconds that a stage takes however little there is to do, and for each unit of its work. */
export interface StageCost {
  fixed: number;
  each: number;
}

/**
 * Fixed work on the machine that the costs below are meant for, milliseconds.
 *
 * `bench/fit-stage-costs.mjs` measures both tables from two runs on a machine at rest and writes them here.
 * Until it has, they are rounded from figures of earlier runs, and a forecast tells minutes from hours and no
 * more.
 */
export const REFERENCE: { speed: MachineSpeed; workers: number } = {
  speed: { script: 20, engine: 20 },
  workers: 2,
};

/** Seconds of wall time there. */
export const STAGE_COSTS: Readonly<Record<string, StageCost>> = {
  capture: { fixed: 4, each: 0.02 },
  grasps: { fixed: 2, each: 0.1 },
  select: { fixed: 0.3, each: 0.05 },
  conditions: { fixed: 0.2, each: 0.003 },
  denoiser: { fixed: 1, each: 0.012 },
  synthesise: { fixed: 1, each: 0.01 },
  baseline: { fixed: 1, each: 0.003 },
  filter: { fixed: 0.5, each: 0.002 },
  dataset: { fixed: 0.1, each: 0.0001 },
  train: { fixed: 1, each: 0.003 },
  evaluate: { fixed: 1, each: 0.002 },
  report: { fixed: 2, each: 0 },
};
