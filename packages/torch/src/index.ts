export * from './autograd/index.js';
export * from './engine/index.js';
export * from './ops/index.js';
export { cat, einsum, meshgrid, stack, where } from './ops/operators.js';
export * from './random/index.js';
export * from './tensor/index.js';
export * as io from './io/index.js';
