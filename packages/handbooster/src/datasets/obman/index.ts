export * from './obman-maps.js';
export * from './read-obman.js';
