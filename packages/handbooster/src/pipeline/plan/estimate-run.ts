import type { Config } from '../config/config-schema.js';
import type { MachineSpeed } from './machine-speed.js';
import { stageBytes } from './stage-bytes.js';
import { REFERENCE, STAGE_COSTS } from './stage-costs.js';
import { stageWork } from './stage-work.js';

/** Time and disk that a stage will probably take. */
export interface StageEstimate {
  stage: string;
  seconds: number;
  /** What it will do, and how much of it. */
  units: number;
  unit: string;
  /** That it will leave on the disk, about. */
  bytes: number;
}

/**
 * How long the stages of a run will take on a machine, from what a unit of each took on the reference machine
 * and how fast the two are at the same fixed work. Linear in the configuration's numbers, so it errs where a
 * stage's cost is not.
 *
 * @param workers threads that shared stages may use
 */
export function estimateRun(config: Config, speed: MachineSpeed, workers: number): StageEstimate[] {
  const bytes = stageBytes(config);
  return stageWork(config).map(({ stage, units, unit, speed: kind, shared }) => {
    const slower = speed[kind] / REFERENCE.speed[kind];
    const share = shared ? REFERENCE.workers / workers : 1;
    const { fixed, each } = STAGE_COSTS[stage];
    const seconds = (fixed + each * units) * slower * share;
    return { stage, seconds, units: Math.round(units), unit, bytes: bytes[stage] };
  });
}
