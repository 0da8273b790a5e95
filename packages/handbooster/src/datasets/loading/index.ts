export * from '../../base/bounded-cache.js';
export * from './load-patch.js';
export * from './patch-loader.js';
