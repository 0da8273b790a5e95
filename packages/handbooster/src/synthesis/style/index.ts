export * from './colour-style.js';
export * from './style-batch.js';
