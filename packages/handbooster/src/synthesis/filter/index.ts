export * from './edge-case-filter.js';
export * from './edge-case-measures.js';
export * from './edge-case-table.js';
export * from './edge-case-thresholds.js';
export * from './edge-case-verdict.js';
export * from './error-summary.js';
export * from './reconstruction-errors.js';
