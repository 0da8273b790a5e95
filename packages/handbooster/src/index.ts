// The front door: what most users need. Each name has an example in its docstring; `handbooster/<part>` has
// the rest.
export { InputError } from './base/errors/input-error.js';
export { Interrupted } from './base/errors/interrupted.js';
export { type Progress, SILENT_PROGRESS } from './base/progress.js';
export {
  type CaptureReport,
  type SimulateCaptureRequest,
  simulateCapture,
} from './capture/simulate-capture.js';
export { reconstructPhoto } from './commands/photo/reconstruct-photo.js';
export type { Condition } from './conditions/creation/condition.js';
export { novelGraspCondition, novelViewCondition } from './conditions/creation/novel-conditions.js';
export { preparePoses } from './conditions/poses/pose-metric.js';
export { crossDistributionWeights } from './conditions/selection/cross-distribution.js';
export { farthestPoses } from './conditions/selection/farthest-poses.js';
export { checkDataset } from './datasets/check/check-dataset.js';
export type { CheckReport } from './datasets/check/check-report.js';
export { exportDataset } from './datasets/export/export-dataset.js';
export { type OpenDatasetOptions, type OpenedDataset, openDataset } from './datasets/open-dataset.js';
export type { Sample } from './datasets/sample/sample.js';
export { readShards } from './datasets/shards/read-shards.js';
export { ShardWriter } from './datasets/shards/shard-writer.js';
export { featureStatistics, frechetDistance } from './evaluation/frechet/frechet-distance.js';
export { evaluateHo3d, type Ho3dScores } from './evaluation/ho3d/ho3d-evaluation.js';
export { HandMetrics, handErrors } from './evaluation/metrics/hand-metrics.js';
export { type GenerateGraspsInput, generateGrasps } from './grasps/generate-grasps.js';
export { type GraspSet, readGraspSet } from './grasps/set/grasp-set.js';
export { decodeHands } from './hand/decode-hands.js';
export { HandLayer } from './hand/hand-layer.js';
export { loadBuiltinHand } from './hand/model/builtin-hand.js';
export { findHandModel } from './hand/model/find-hand-model.js';
export type { HandModel } from './hand/model/hand-model.js';
export { loadObjectFolder } from './objects/folders/load-object-folder.js';
export type { ObjectModel } from './objects/object-model.js';
export { proceduralObjects } from './objects/procedural/procedural-objects.js';
export { type BoostOptions, type BoostResult, boost } from './pipeline/boost.js';
export type { Config } from './pipeline/config/config-schema.js';
export { loadConfig } from './pipeline/config/load-config.js';
export { Run } from './pipeline/run/open-run.js';
export { networkToOnnx } from './reconstruction/onnx/network-onnx.js';
export { predictHands } from './reconstruction/prediction/predict-hands.js';
export { trainReconstruction } from './reconstruction/training/train-reconstruction.js';
export { createNetwork, loadNetwork } from './reconstruction/weights/network-file.js';
export { shippedNetwork } from './reconstruction/weights/shipped-weights.js';
export { renderConditionMaps } from './render/maps/render-condition-maps.js';
export { edgeCaseFilter } from './synthesis/filter/edge-case-filter.js';
export { EDGE_CASE_THRESHOLDS } from './synthesis/filter/edge-case-thresholds.js';
export { synthesise } from './synthesis/synthesise.js';
export { trainDenoiser } from './synthesis/training/train-denoiser.js';
export { loadSynthesisModel } from './synthesis/weights/model-file.js';
export { SHIPPED_DENOISER } from './synthesis/weights/shipped-denoiser.js';
