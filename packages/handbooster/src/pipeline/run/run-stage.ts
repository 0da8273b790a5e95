import type { Config } from '../config/config-schema.js';
import type { Run } from './open-run.js';
import type { Stage, StageContext } from './stage.js';
import type { StageName } from './stage-names.js';

/** A stage of the run from the real data to the report. */
export interface RunStage<Input extends StageName = StageName> extends Stage<Config, Run, Input> {
  name: StageName;
}

/** What such a stage gets to work with. */
export type RunStageContext<Input extends StageName = StageName> = StageContext<Config, Run, Input>;

/** The stage as it is: the names in its `inputs` become the type of the folders it gets. */
export function runStage<const Input extends StageName = never>(stage: RunStage<Input>): RunStage<Input> {
  return stage;
}
