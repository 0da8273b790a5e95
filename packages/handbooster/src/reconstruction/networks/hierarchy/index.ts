export { type Decimated, decimate } from './decimate.js';
export { type HierarchyLevel, meshHierarchy, SPIRAL_LENGTH } from './mesh-hierarchy.js';
export { spirals } from './spirals.js';
export { type UpSampling, upSampling } from './up-sampling.js';
