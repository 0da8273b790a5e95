export { handOrientation } from '../hand/hand-orientation.js';
export * from './creation/condition.js';
export * from './creation/grasp-refit.js';
export * from './creation/novel-conditions.js';
export * from './creation/novel-grasp.js';
export * from './creation/object-extents.js';
export * from './creation/perturbation.js';
export * from './grasping/grasping-frames.js';
export * from './grasping/hand-contact.js';
export * from './poses/nearest-poses.js';
export {
  type ObjectSymmetry,
  objectSymmetry,
  SYMMETRY_TOLERANCE,
  type SymmetryKind,
  YCB_SYMMETRIES,
} from './poses/object-symmetry.js';
export * from './poses/pose-metric.js';
export * from './poses/pose-vector.js';
export * from './poses/similarity.js';
export * from './selection/coverage.js';
export * from './selection/cross-distribution.js';
export * from './selection/cross-distribution-effect.js';
export * from './selection/farthest-poses.js';
export * from './selection/metric-effect.js';
export * from './selection/picks-against-random.js';
export * from './selection/weighted-histogram.js';
