export { OBJECT_COLORS, PART_COLORS, SEGMENTATION_COLORS, SKELETON_COLORS } from './maps/condition-colors.js';
export type { ConditionHand, ConditionScene, PlacedObject } from './maps/condition-scene.js';
export { ConditionWorkspace } from './maps/condition-workspace.js';
export { drawSkeleton } from './maps/draw-skeleton.js';
export { FOREARM_DEFAULTS, type ForearmOptions, ForearmStub } from './maps/forearm-stub.js';
export {
  CONDITION_MAPS,
  type ConditionMap,
  type ConditionMaps,
  DEPTH_MAP_REACH,
  RENDER_CONDITION_DEFAULTS,
  type RenderConditionOptions,
  renderConditionMaps,
} from './maps/render-condition-maps.js';
export { averageSamples } from './raster/average-samples.js';
export { GBuffer } from './raster/g-buffer.js';
export { interpolateCorners, interpolateVertices } from './raster/interpolate.js';
export { pixelNormals } from './raster/pixel-normals.js';
export { type Culling, RASTERISE_DEFAULTS, type RasteriseOptions, rasterise } from './raster/rasterise.js';
export { supersampledCamera } from './raster/supersampled-camera.js';
export { type MipLevels, mipLevels } from './textures/mip-levels.js';
export { texelDensity } from './textures/texel-density.js';
