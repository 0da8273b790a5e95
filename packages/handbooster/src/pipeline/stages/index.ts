import type { RunStage } from '../run/run-stage.js';
import { captureStage } from './capture/capture-stage.js';
import { conditionsStage } from './conditions/conditions-stage.js';
import { datasetStage } from './dataset/dataset-stage.js';
import { denoiserStage } from './denoiser/denoiser-stage.js';
import { evaluateStage } from './evaluate/evaluate-stage.js';
import { filterStage } from './filter/filter-stage.js';
import { graspsStage } from './grasps/grasps-stage.js';
import { reportStage } from './report/report-stage.js';
import { selectStage } from './select/select-stage.js';
import { synthesiseStage } from './synthesise/synthesise-stage.js';
import { baselineStage } from './train/baseline-stage.js';
import { trainStage } from './train/train-stage.js';

/** The run, in order. */
export const STAGES: readonly RunStage[] = [
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
