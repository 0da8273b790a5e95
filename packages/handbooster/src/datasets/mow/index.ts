export * from './read-mow.js';
export * from './read-mow-object.js';
