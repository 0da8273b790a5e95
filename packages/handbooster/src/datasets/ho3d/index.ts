export * from './ho3d-depth.js';
export * from './ho3d-writer.js';
export * from './read-ho3d.js';
