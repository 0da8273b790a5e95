import type { Config } from '../config-schema.js';
import type { Stage } from '../stage.js';
import { baselineStage } from './baseline.js';
import { captureStage } from './capture.js';
import { conditionsStage } from './conditions.js';
import { datasetStage } from './dataset.js';
import { denoiserStage } from './denoiser.js';
import { evaluateStage } from './evaluate.js';
import { filterStage } from './filter.js';
import { graspsStage } from './grasps.js';
import { reportStage } from './report.js';
import { selectStage } from './select.js';
import { synthesiseStage } from './synthesise.js';
import { trainStage } from './train.js';

export { REPORT_FILE } from './report.js';

/** The run, in order. */
export const STAGES: readonly Stage<Config>[] = [
  captureStage,
  graspsStage,
  selectStage,
  conditionsStage,
  denoiserStage,
  synthesiseStage,
  baselineStage,
  filterStage,
  datasetStage,
  trainStage,
  evaluateStage,
  reportStage,
];
