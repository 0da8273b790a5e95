export * from './edge-case-filter.js';
export * from './edge-case-thresholds.js';
export * from './reconstruction-errors.js';
