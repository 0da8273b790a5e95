import { availableParallelism } from 'node:os';
import { loadConfig } from '../../pipeline/config/load-config.js';
import { estimateRun, type StageEstimate } from '../../pipeline/plan/estimate-run.js';
import { type MachineSpeed, measureSpeed } from '../../pipeline/plan/machine-speed.js';

export interface PlanRunInput {
  /** A preset's name or a file. */
  config: string;
  overrides?: readonly string[];
  workers?: number;
}

/** How long a configuration will take here, after measuring this machine for a second or two. */
export interface RunPlan {
  stages: StageEstimate[];
  seconds: number;
  speed: MachineSpeed;
}

export function planRun({ config, overrides = [], workers = availableParallelism() }: PlanRunInput): RunPlan {
  const resolved = loadConfig(config, overrides);
  const speed = measureSpeed(resolved.threads);
  const stages = estimateRun(resolved, speed, workers);
  return { stages, seconds: stages.reduce((sum, stage) => sum + stage.seconds, 0), speed };
}
