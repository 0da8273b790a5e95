export * from './compare-metrics.js';
export * from './condition.js';
export * from './coverage.js';
export * from './create-condition.js';
export * from './cross-distribution.js';
export * from './cross-distribution-effect.js';
export * from './farthest-poses.js';
export * from './grasp-refit.js';
export * from './grasping-frames.js';
export * from './hand-contact.js';
export * from './nearest-poses.js';
export * from './novel-grasp.js';
export * from './object-extents.js';
export {
  type ObjectSymmetry,
  objectSymmetry,
  SYMMETRY_TOLERANCE,
  type SymmetryKind,
  YCB_SYMMETRIES,
} from './object-symmetry.js';
export * from './perturbation.js';
export * from './picks-against-random.js';
export * from './pose-metric.js';
export * from './pose-vector.js';
export * from './similarity.js';
export * from './weighted-histogram.js';
