import type { Config } from '../config/config-schema.js';
import { dataSize } from './data-size.js';

/**
 * Bytes: the program with the engine, a thread of a pool, a sample or a condition that is held. Decoded
 * pictures that are kept are bounded (`RealSplit`).
 */
const MEMORY = { program: 350e6, thread: 120e6, sample: 4_300, condition: 3_600, pictures: 2 ** 31 };

/** Bytes of memory that each stage has at its height, without what the engine takes for activations. */
export function stageMemory(config: Config, workers: number): Record<string, number> {
  const { capture, conditions } = config;
  const { train, test } = dataSize(config);
  const count = conditions.count > 0 ? conditions.count : train;
  const labels = MEMORY.program + train * MEMORY.sample;
  const held = labels + count * MEMORY.condition;
  const threads = workers * MEMORY.thread;
  const decoded = Math.min(MEMORY.pictures, train * 3 * capture.width * capture.height);
  return {
    capture: MEMORY.program + (capture.source === 'simulated' ? threads : (train + test) * MEMORY.sample),
    grasps: labels + threads,
    select: labels + threads,
    conditions: labels + threads,
    denoiser: labels + threads + decoded,
    synthesise: held + threads,
    baseline: labels + threads + decoded,
    filter: held,
    dataset: MEMORY.program + count * MEMORY.condition,
    train: held + threads + decoded,
    evaluate: labels,
    report: MEMORY.program,
  };
}
