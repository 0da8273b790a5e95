export * from './ho3d-depth.js';
export * from './ho3d-meta.js';
export * from './read-ho3d.js';
