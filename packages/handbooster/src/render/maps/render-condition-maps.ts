import { type Camera, cropCamera } from '../../geometry/camera.js';
import type { Mesh } from '../../geometry/mesh/mesh.js';
import { applyRigid } from '../../geometry/rigid-motion.js';
import { isClosed } from '../raster/is-closed.js';
import { type Culling, rasterise } from '../raster/rasterise.js';
import { supersampledCamera } from '../raster/supersampled-camera.js';
import { SEGMENTATION_COLORS } from './condition-colors.js';
import type { ConditionScene } from './condition-scene.js';
import { ConditionWorkspace } from './condition-workspace.js';
import { drawSkeleton } from './draw-skeleton.js';
import { shadePixels } from './shade-pixels.js';
import { surfacesOf } from './surface.js';

/** The candidates of the paper's Sec. 3.2; the paper's choice is normal and texture. */
export const CONDITION_MAPS = ['normal', 'texture', 'depth', 'segmentation', 'skeleton'] as const;
export type ConditionMap = (typeof CONDITION_MAPS)[number];
/** Each (H, W, 3), background 0. */
export type ConditionMaps = Partial<Record<ConditionMap, Uint8Array>>;

export interface RenderConditionOptions {
  /** Pixels along each side; the camera's picture is stretched onto it. Default: the camera's own size. */
  size?: number;
  maps?: readonly ConditionMap[];
  /**
   * 2: the hand in one colour, objects with their textures, lit from the front. 1: flat colours for parts and
   * objects.
   */
  textureVersion?: 1 | 2;
  /** Samples along each side of a pixel for normal and texture maps; 1 leaves their silhouettes hard. */
  samples?: number;
  workspace?: ConditionWorkspace;
}

export const RENDER_CONDITION_DEFAULTS = {
  maps: ['normal', 'texture'],
  textureVersion: 2,
  samples: 2,
} as const satisfies RenderConditionOptions;

/** Depth maps span this many metres before and behind the hand's mean depth. */
export const DEPTH_MAP_REACH = 0.25;

/**
 * Draws the condition maps of a hand and objects (Sec. 3.2), as uint8 (H, W, 3) with background 0.
 *
 * - normal: 0.5 n + 0.5 with n in OpenGL camera axes (x right, y up, z to the viewer); smooth on the hand,
 *   flat on objects
 * - texture: see `textureVersion`
 * - depth: grey, brighter is nearer, 255 to 1 over `DEPTH_MAP_REACH` before to behind the hand's mean depth
 *   (the
 *   first object's without a hand)
 * - segmentation: red hand, green grasped object, blue other objects, dark red forearm
 * - skeleton: bones over black; needs `hand.joints`
 *
 * Colour maps have smooth silhouettes (the mean of samples x samples), depth and segmentation hard ones: what
 * the pixel's centre sees. Equal scenes give equal bytes. Throws RangeError when a wanted map's input is
 * missing.
 *
 * @example
 * ```ts
 * import { decodeHands, loadBuiltinHand, renderConditionMaps } from 'handbooster';
 * const hand = loadBuiltinHand();
 * const { vertices } = decodeHands(hand, new Float32Array(48), null, [0, 0, 0.6]);
 * const camera = { fx: 120, fy: 120, cx: 31.5, cy: 31.5, width: 64, height: 64 };
 * const maps = renderConditionMaps({ camera, hand: { vertices, faces: hand.faces }, objects: [] });
 * console.log(Object.keys(maps), maps.normal?.some((value) => value > 0)); // [ 'normal', 'texture' ] true
 * ```
 */
export function renderConditionMaps(
  scene: ConditionScene,
  options: RenderConditionOptions = {},
): ConditionMaps {
  const { size, maps, textureVersion, samples } = {
    ...RENDER_CONDITION_DEFAULTS,
    size: undefined,
    ...options,
  };
  const workspace = options.workspace ?? new ConditionWorkspace();
  const whole = [-0.5, -0.5, scene.camera.width, scene.camera.height] as const;
  const camera = size === undefined ? scene.camera : cropCamera(scene.camera, whole, size);
  const { meshes, cull } = place(scene, workspace);
  const out: ConditionMaps = {};
  if (maps.includes('normal') || maps.includes('texture')) {
    const fine = supersampledCamera(camera, samples);
    rasterise(meshes, fine, { cull, buffer: workspace.fine, attributes: false });
    const blank = () => new Uint8Array(camera.width * camera.height * 3);
    if (maps.includes('normal')) out.normal = blank();
    if (maps.includes('texture')) out.texture = blank();
    const { normal = null, texture = null } = out;
    shadePixels(surfacesOf(scene, meshes, textureVersion), camera, samples, workspace, { normal, texture });
  }
  if (maps.includes('depth') || maps.includes('segmentation')) {
    const buffer = rasterise(meshes, camera, { cull, buffer: workspace.coarse, barycentric: false });
    if (maps.includes('depth')) out.depth = depthMap(buffer.depth, buffer.face, meshes);
    if (maps.includes('segmentation')) out.segmentation = segmentationMap(buffer.mesh, scene);
  }
  if (maps.includes('skeleton')) out.skeleton = skeletonMap(scene, camera);
  return out;
}

/**
 * The meshes in the camera's frame, the hand first and its forearm last. Open meshes show both sides, so that
 * they have no holes.
 */
function place(scene: ConditionScene, workspace: ConditionWorkspace): { meshes: Mesh[]; cull: Culling[] } {
  const meshes: Mesh[] = scene.hand ? [scene.hand] : [];
  for (const { model, cameraFromObject } of scene.objects) {
    const moved = workspace.vertices(meshes.length, model.vertices.length);
    applyRigid(cameraFromObject, model.vertices, moved);
    meshes.push({ vertices: moved, faces: model.faces });
  }
  if (scene.hand?.forearm) meshes.push(scene.hand.forearm);
  return { meshes, cull: meshes.map(({ faces }) => (isClosed(faces) ? 'back' : 'none')) };
}

function depthMap(depth: Float32Array, face: Int32Array, meshes: readonly Mesh[]): Uint8Array {
  const out = new Uint8Array(depth.length * 3);
  if (meshes.length === 0) return out;
  const { vertices } = meshes[0];
  let middle = 0;
  for (let i = 2; i < vertices.length; i += 3) middle += vertices[i];
  middle /= vertices.length / 3;
  for (let i = 0; i < depth.length; i++) {
    if (face[i] < 0) continue;
    const value = Math.round(128 - (127 * (depth[i] - middle)) / DEPTH_MAP_REACH);
    out.fill(Math.min(255, Math.max(1, value)), i * 3, i * 3 + 3);
  }
  return out;
}

function segmentationMap(mesh: Int16Array, scene: ConditionScene): Uint8Array {
  const out = new Uint8Array(mesh.length * 3);
  const { hand, grasped, other, forearm } = SEGMENTATION_COLORS;
  const colors = [
    ...(scene.hand ? [hand] : []),
    ...scene.objects.map((_, i) => (i === (scene.grasped ?? 0) ? grasped : other)),
    forearm,
  ];
  for (let i = 0; i < mesh.length; i++) if (mesh[i] >= 0) out.set(colors[mesh[i]], i * 3);
  return out;
}

function skeletonMap(scene: ConditionScene, camera: Camera): Uint8Array {
  const out = new Uint8Array(camera.width * camera.height * 3);
  if (scene.hand) {
    if (!scene.hand.joints)
      throw new RangeError('renderConditionMaps: a skeleton map needs hand.joints (21, 3)');
    drawSkeleton(camera, scene.hand.joints, out);
  }
  return out;
}
