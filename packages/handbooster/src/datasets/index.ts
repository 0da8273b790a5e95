export * from './crop/index.js';
export * from './dexycb/index.js';
export * from './mirror-motion.js';
export * from './sample.js';
export * from './sample-json.js';
export * from './shards/index.js';
