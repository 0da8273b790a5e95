export { type BoostOptions, boost } from './boost.js';
export { type Config, configSchema } from './config/config-schema.js';
export { findConfig, loadConfig } from './config/load-config.js';
export { hashFolder } from './run/hash-folder.js';
export { Run } from './run/open-run.js';
export { type Manifest, RunDirectory, type StageRecord } from './run/run-directory.js';
export { type RunStagesOptions, runStages } from './run/run-stages.js';
export type { Stage, StageContext } from './run/stage.js';
export { STAGES } from './stages/index.js';
