export { fnv1a, Random } from './random.js';
