import type { GenerateGraspSetOptions } from '../../src/commands/grasps/generate-grasp-set.js';

/**
 * Settings of `generateGraspSet` for tests: few steps, small chunks, one thread; the same numbers each time.
 */
export const SMALL_GRASP_SETTINGS = {
  preset: 'fast',
  changes: {
    iterations: 20,
    chunk: 2,
    drops: 2,
    draws: 4,
    trials: { count: 1, iterations: 0, most: 1, imbalance: 9 },
  },
  seed: 3,
  shard: { index: 0, count: 1 },
  workers: 1,
  physics: false,
  hand: 'builtin',
} satisfies Partial<GenerateGraspSetOptions>;
