export {
  type FeatureStatistics,
  featureStatistics,
  frechetDistance,
  frechetDistanceOfFeatures,
} from './frechet/frechet-distance.js';
export { INCEPTION_FEATURES, INCEPTION_SIZE, InceptionV3 } from './frechet/inception/inception-v3.js';
export { inceptionFeatures, loadInception } from './frechet/inception/load-inception.js';
export {
  evaluateHo3d,
  formatHo3dScores,
  HO3D_SCORE_NAMES,
  type Ho3dScores,
  scoreHo3d,
} from './ho3d/ho3d-evaluation.js';
export { Ho3dSubmission, writeSubmissionZip } from './ho3d/ho3d-submission.js';
export { type NumberLists, readNumberLists } from './ho3d/read-number-lists.js';
export {
  ERROR_GROUPS,
  type ErrorGroup,
  errorsByGroup,
  type GroupRow,
  occlusionLevel,
  type SampleRecord,
} from './metrics/error-groups.js';
export { fScores } from './metrics/f-score.js';
export {
  type HandGeometry,
  HandMetrics,
  type HandScores,
  handErrors,
  type SampleErrors,
} from './metrics/hand-metrics.js';
export { KeypointErrors, pckThresholds } from './metrics/keypoint-errors.js';
export { PROCRUSTES_DEFAULTS, type ProcrustesOptions, procrustesAlign } from './metrics/procrustes.js';
export { type Svd3, svd3 } from './metrics/svd3.js';
