// Every operator as a function, under libtorch's name in camel case.

export * from './composites.js';
export * from './creation.generated.js';
export * from './foreach.generated.js';
export * from './indexing.generated.js';
export * from './linear-algebra.generated.js';
export * from './loss.generated.js';
export * from './network.generated.js';
export * from './pointwise.generated.js';
export * from './random.generated.js';
export * from './reduction.generated.js';
export * from './shape.generated.js';
