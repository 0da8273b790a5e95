export { GBuffer } from './g-buffer.js';
export { type Culling, RASTERISE_DEFAULTS, type RasteriseOptions, rasterise } from './rasterise.js';
export { supersampledCamera } from './supersampled-camera.js';
