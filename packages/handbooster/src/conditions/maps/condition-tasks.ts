import type { RigidMotion } from '../../geometry/rigid-motion.js';
import type { ObjectModel } from '../../objects/object-model.js';
import type { ConditionScene } from '../../render/maps/condition-scene.js';
import type { ConditionMap } from '../../render/maps/render-condition-maps.js';
import { adoptLevels, type PackedTexture } from '../../render/textures/packed-texture.js';
import { type ConditionImages, ConditionRenderer } from './condition-renderer.js';

/** How the maps of a pool are drawn: what `ConditionRenderer` takes. */
export interface ConditionDrawing {
  size: number;
  renderSize: number;
  maps: readonly ConditionMap[];
}

/**
 * A model as it crosses to a thread: of its texture only the packed levels, in shared memory, and null where
 * no map needs it.
 */
export interface SentModel {
  key: number;
  model: ObjectModel;
  levels: PackedTexture[] | null;
}

/** A scene as it crosses to a thread: object models travel once and are then named by their keys. */
export interface ConditionTask {
  scene: Omit<ConditionScene, 'objects'> & { objects: { key: number; cameraFromObject: RigidMotion }[] };
  news: SentModel[];
}

/** Makes a thread ready to draw scenes one after the other; it remembers object models by their keys. */
export function startConditionTasks({ size, renderSize, maps }: ConditionDrawing) {
  const renderer = new ConditionRenderer(size, renderSize, maps);
  const models = new Map<number, ObjectModel>();
  return ({ scene, news }: ConditionTask): ConditionImages => {
    for (const { key, model, levels } of news) {
      models.set(key, model);
      if (model.texture !== null && levels !== null) adoptLevels(model.texture, levels);
    }
    const objects = scene.objects.map(({ key, cameraFromObject }) => {
      const model = models.get(key);
      if (model === undefined) throw new RangeError(`condition maps: object model ${key} was not sent`);
      return { model, cameraFromObject };
    });
    return renderer.render({ ...scene, objects });
  };
}
