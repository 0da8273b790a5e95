export { averageSamples } from './average-samples.js';
export { OBJECT_COLORS, PART_COLORS, SEGMENTATION_COLORS, SKELETON_COLORS } from './condition-colors.js';
export { ConditionPool } from './condition-pool.js';
export type { ConditionHand, ConditionScene, PlacedObject } from './condition-scene.js';
export { ConditionWorkspace } from './condition-workspace.js';
export { drawSkeleton } from './draw-skeleton.js';
export { FOREARM_DEFAULTS, type ForearmOptions, ForearmStub } from './forearm-stub.js';
export { GBuffer } from './g-buffer.js';
export { interpolateCorners, interpolateVertices } from './interpolate.js';
export { type MipLevels, mipLevels } from './mip-levels.js';
export { pixelColors } from './pixel-colors.js';
export { pixelNormals } from './pixel-normals.js';
export { type Culling, RASTERISE_DEFAULTS, type RasteriseOptions, rasterise } from './rasterise.js';
export {
  CONDITION_MAPS,
  type ConditionMap,
  type ConditionMaps,
  DEPTH_MAP_REACH,
  RENDER_CONDITION_DEFAULTS,
  type RenderConditionOptions,
  renderConditionMaps,
} from './render-condition-maps.js';
export { sampleNearestLevel, sampleTexture } from './sample-texture.js';
export { supersampledCamera } from './supersampled-camera.js';
export { texelDensity } from './texel-density.js';
