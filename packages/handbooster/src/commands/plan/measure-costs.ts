import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../base/errors/input-error.js';
import { loadConfig } from '../../pipeline/config/load-config.js';
import { type MachineSpeed, measureSpeed } from '../../pipeline/plan/calibrate.js';
import { STAGE_COSTS } from '../../pipeline/plan/stage-costs.js';
import { stageWork } from '../../pipeline/plan/stage-work.js';

/** What a finished run says of the cost of a stage's unit on this machine. */
export interface MeasuredCost {
  stage: string;
  seconds: number;
  units: number;
  /** Seconds a unit, the stage's fixed cost taken away. */
  each: number;
}

/** Costs for `pipeline/plan/stage-costs.ts` from a finished run and this machine's speed. @throws InputError where it is no run. */
export function measureCosts(run: string): { speed: MachineSpeed; costs: MeasuredCost[] } {
  const [config, manifest] = ['config.yaml', 'manifest.json'].map((name) => join(run, name));
  for (const file of [config, manifest]) {
    if (!existsSync(file)) throw new InputError(`${file}: is missing; expected the folder of a finished run`);
  }
  const resolved = loadConfig(config);
  const stages: Record<string, { seconds: number }> = JSON.parse(readFileSync(manifest, 'utf8')).stages;
  const costs = stageWork(resolved)
    .filter(({ stage }) => stages[stage] !== undefined)
    .map(({ stage, units }) => {
      const { seconds } = stages[stage];
      const each = units > 0 ? Math.max(0, seconds - STAGE_COSTS[stage].fixed) / units : 0;
      return { stage, seconds, units, each };
    });
  return { speed: measureSpeed(resolved.threads), costs };
}
