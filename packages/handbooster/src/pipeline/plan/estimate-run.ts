import type { Config } from '../config/config-schema.js';
import type { MachineSpeed } from './machine-speed.js';
import { stageBytes } from './stage-bytes.js';
import { REFERENCE, STAGE_COSTS } from './stage-costs.js';
import { stageWork } from './stage-work.js';

/** Time a stage will probably take. */
export interface StageEstimate {
  stage: string;
  seconds: number;
  /** What it will do, and how much of it. */
  units: number;
  unit: string;
  /** That it will leave on the disk, about. */
  bytes: number;
}

/** GPUs that a run would have. */
export interface PlannedGpus {
  count: number;
  /** How many times as fast as the measured engine each of them is. */
  speed: number;
}

export interface EstimateOptions {
  gpus?: PlannedGpus | null;
}

/** Stages on the engine that several GPUs share: in shards, or as ranks of one training. */
const ON_ALL_GPUS = ['denoiser', 'synthesise', 'filter', 'baseline', 'train', 'evaluate'];

/**
 * How long the stages of a run will take on a machine, from what a unit of each took on the reference machine
 * and how fast the two are at the same fixed work. Linear in the configuration's numbers, so it errs where a
 * stage's cost is not.
 *
 * @param workers threads that shared stages may use
 */
export function estimateRun(
  config: Config,
  speed: MachineSpeed,
  workers: number,
  { gpus = null }: EstimateOptions = {},
): StageEstimate[] {
  const bytes = stageBytes(config);
  return stageWork(config).map(({ stage, units, unit, speed: kind, shared }) => {
    const slower = speed[kind] / REFERENCE.speed[kind];
    const share = shared ? REFERENCE.workers / workers : 1;
    const { fixed, each } = STAGE_COSTS[stage];
    const faster =
      kind === 'engine' && gpus !== null ? gpus.speed * (ON_ALL_GPUS.includes(stage) ? gpus.count : 1) : 1;
    const seconds = (fixed + (each * units) / faster) * slower * share;
    return { stage, seconds, units: Math.round(units), unit, bytes: bytes[stage] };
  });
}
