export * from './autograd/index.js';
export * from './engine/index.js';
export * as io from './io/index.js';
export * as nn from './nn/index.js';
export * from './ops/index.js';
export { cat, einsum, meshgrid, stack, where } from './ops/operators.js';
export * as optim from './optim/index.js';
export * from './random/index.js';
export * from './tensor/index.js';
