export * from './dexycb/index.js';
export * from './sample.js';
