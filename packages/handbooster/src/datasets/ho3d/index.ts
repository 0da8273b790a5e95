export * from './ho3d-depth.js';
export * from './read-ho3d.js';
