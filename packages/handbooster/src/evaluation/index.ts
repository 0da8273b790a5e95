export * from './f-score.js';
export * from './hand-metrics.js';
export * from './ho3d-evaluation.js';
export * from './keypoint-errors.js';
export * from './procrustes.js';
export * from './read-number-lists.js';
export * from './svd3.js';
