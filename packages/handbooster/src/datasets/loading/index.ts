export * from './load-patch.js';
export * from './patch-loader.js';
