export * from './dexycb-layout.js';
export * from './dexycb-splits.js';
export * from './dexycb-writer.js';
export * from './pose-components.js';
export * from './write-object-model.js';
