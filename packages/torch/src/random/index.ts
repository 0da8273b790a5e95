export { Generator, manualSeed } from './generator.js';
export { fnv1a, Random } from './random.js';
