import { availableParallelism } from 'node:os';
import { loadConfig } from '../../pipeline/config/load-config.js';
import { estimateRun, type StageEstimate } from '../../pipeline/plan/estimate-run.js';
import { engineTeraflops, type MachineSpeed, measureSpeed } from '../../pipeline/plan/machine-speed.js';
import { stageMemory } from '../../pipeline/plan/stage-memory.js';

export interface PlanRunInput {
  /** A preset's name or a file. */
  config: string;
  overrides?: readonly string[];
  workers?: number;
  /** GPUs that share what can be shared; 0 for none. */
  gpus?: number;
  /**
   * What each of them keeps up, in TFLOPS; without it each counts as much as this machine's engine.
   */
  gpuTeraflops?: number | null;
}

/** A stage's share of a plan. */
export interface PlannedNeeds extends StageEstimate {
  /** Bytes of memory at its height, without what the engine takes for activations. */
  memory: number;
}

/** How long a configuration will take here, after measuring this machine for a second or two. */
export interface RunPlan {
  stages: PlannedNeeds[];
  seconds: number;
  disk: number;
  /** Most of all stages. */
  memory: number;
  speed: MachineSpeed;
}

export function planRun({
  config,
  overrides = [],
  workers = availableParallelism(),
  gpus: count = 0,
  gpuTeraflops = null,
}: PlanRunInput): RunPlan {
  const resolved = loadConfig(config, overrides);
  const speed = measureSpeed(resolved.threads);
  const gpus =
    count === 0 ? null : { count, speed: gpuTeraflops === null ? 1 : gpuTeraflops / engineTeraflops(speed) };
  const memory = stageMemory(resolved, workers);
  const stages = estimateRun(resolved, speed, workers, { gpus }).map((stage) => ({
    ...stage,
    memory: memory[stage.stage],
  }));
  return {
    stages,
    seconds: stages.reduce((sum, stage) => sum + stage.seconds, 0),
    disk: stages.reduce((sum, { bytes }) => sum + bytes, 0),
    memory: Math.max(...stages.map((stage) => stage.memory)),
    speed,
  };
}
