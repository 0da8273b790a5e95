export { handOrientation } from '../hand/hand-orientation.js';
export type { Condition } from './creation/condition.js';
export type { StoredCondition } from './creation/condition-files.js';
export { GraspRefit, graspFit, type RefittedGrasp } from './creation/grasp-refit.js';
export { type ConditionFault, novelGraspCondition, novelViewCondition } from './creation/novel-conditions.js';
export type { GraspFit, NovelGrasp } from './creation/novel-grasp.js';
export { nearestDepth, type ObjectExtents, objectExtents } from './creation/object-extents.js';
export {
  PERTURBATION_DEFAULTS,
  type PerturbationOptions,
  perturbation,
  RELEASED_PERTURBATION,
} from './creation/perturbation.js';
export {
  GRASPING_DEFAULTS,
  type GraspingOptions,
  type GraspingRule,
  graspingFrames,
  relativeRotationError,
  relativeTranslationError,
} from './grasping/grasping-frames.js';
export { oneViewEach } from './grasping/grasping-samples.js';
export { CONTACT_DISTANCE, HandContact, type TouchableObject } from './grasping/hand-contact.js';
export { type ConditionImages, ConditionRenderer } from './maps/condition-renderer.js';
export { type DrawableLabel, SceneBuilder } from './maps/scene-builder.js';
export { type NearestPoses, nearestPoses, nearestWithin } from './poses/nearest-poses.js';
export {
  type ObjectSymmetry,
  objectSymmetry,
  SYMMETRY_TOLERANCE,
  type SymmetryKind,
  YCB_SYMMETRIES,
} from './poses/object-symmetry.js';
export {
  PAPER_POSE_METRIC,
  POSE_METRIC_DEFAULTS,
  type PoseMetricOptions,
  type PoseSet,
  poseDistance,
  poseSubset,
  preparePoses,
  preparePoseTable,
} from './poses/pose-metric.js';
export { PoseSearch, type SearchWatch } from './poses/pose-search.js';
export {
  type HandObjectPose,
  POSE_VECTOR_QUATERNIONS,
  POSE_VECTOR_SIZE,
  poseVector,
} from './poses/pose-vector.js';
export { graspPoseVector, samplePoseVector } from './poses/sample-pose-vector.js';
export { poseSimilarity, similarityMatrix } from './poses/similarity.js';
export { COVERAGE_DEFAULTS, type Coverage, type CoverageOptions, coverageOf } from './selection/coverage.js';
export {
  CROSS_DISTRIBUTION_DEFAULTS,
  type CrossDistributionOptions,
  type CrossDistributionWeights,
  crossDistributionWeights,
  PAPER_CROSS_DISTRIBUTION,
} from './selection/cross-distribution.js';
export {
  type CrossDistributionEffect,
  crossDistributionEffect,
  type SimilarityShift,
} from './selection/cross-distribution-effect.js';
export { type FarthestPoses, farthestPoses } from './selection/farthest-poses.js';
export {
  type MetricEffect,
  type MetricEffectOptions,
  metricEffect,
  type PosePart,
} from './selection/metric-effect.js';
export {
  type PickSpread,
  type PicksAgainstRandom,
  pickSpread,
  picksAgainstRandom,
  randomPicks,
} from './selection/picks-against-random.js';
export { type ObjectCoverage, poseMetric } from './selection/select-for-object.js';
export type { SelectedObject, Selection } from './selection/selection.js';
export { type Histogram, weightedHistogram } from './selection/weighted-histogram.js';
