export * from './condition.js';
export * from './create-condition.js';
export * from './cross-distribution.js';
export * from './farthest-poses.js';
export * from './grasping-frames.js';
export * from './perturbation.js';
export * from './pose-metric.js';
export * from './pose-vector.js';
