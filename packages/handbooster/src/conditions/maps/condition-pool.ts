import { WorkerPool } from '../../base/threads/worker-pool.js';
import type { ObjectModel } from '../../objects/object-model.js';
import type { ConditionScene } from '../../render/maps/condition-scene.js';
import type { ConditionMap } from '../../render/maps/render-condition-maps.js';
import { packedLevels } from '../../render/textures/packed-texture.js';
import type { ConditionImages } from './condition-renderer.js';
import {
  type ConditionDrawing,
  type ConditionTask,
  type SentModel,
  startConditionTasks,
} from './condition-tasks.js';

/** Draws the maps of scenes: a `ConditionRenderer` on this thread, or a {@link ConditionPool} on others. */
export interface SceneRenderer {
  /** Side of the maps in pixels. */
  readonly size: number;
  render(scene: ConditionScene): ConditionImages | Promise<ConditionImages>;
}

/**
 * Worker threads that draw condition maps. A scene's maps are the same bytes whichever thread draws it and
 * however many there are: those of a `ConditionRenderer`. Close the pool when done.
 *
 * Ask for several scenes before waiting for the first; the caller bounds how many, since each waiting scene
 * is kept.
 */
export class ConditionPool implements SceneRenderer {
  readonly #pool: WorkerPool<ConditionDrawing, ConditionTask, ConditionImages>;
  readonly #keys = new Map<ObjectModel, number>();
  /** Keys of the models that each thread has. */
  readonly #known: Set<number>[];

  /**
   * @param renderSize pixels of the rendering behind a map of `size` (256 in the paper)
   * @param workers threads; 0 draws on the calling one
   */
  constructor(
    readonly size: number,
    renderSize: number,
    readonly maps: readonly ConditionMap[],
    workers: number,
  ) {
    this.#pool = new WorkerPool({
      module: import.meta.url,
      file: 'condition-worker',
      workers,
      data: { size, renderSize, maps },
      start: startConditionTasks,
    });
    this.#known = Array.from({ length: Math.max(1, workers) }, () => new Set());
  }

  /** How many scenes to ask for at once: enough that no thread waits for its next. */
  get ahead(): number {
    return Math.max(1, 3 * this.#pool.size);
  }

  /** Resolves with the scene's maps; rejects with what `renderConditionMaps` throws. */
  render(scene: ConditionScene): Promise<ConditionImages> {
    const worker = Math.max(0, this.#pool.idlest);
    const known = this.#known[worker];
    const news: SentModel[] = [];
    const objects = scene.objects.map(({ model, cameraFromObject }) => {
      const key = this.#keys.get(model) ?? this.#keys.size;
      this.#keys.set(model, key);
      if (!known.has(key)) news.push(this.#pack(key, model));
      known.add(key);
      return { key, cameraFromObject };
    });
    const { camera, hand, grasped } = scene;
    return this.#pool.run({ scene: { camera, hand, grasped, objects }, news }, worker);
  }

  /** Textures are packed here, once for all threads, and only where a map shows them. */
  #pack(key: number, model: ObjectModel): SentModel {
    const { texture, uvs } = model;
    if (texture === null || uvs === null || !this.maps.includes('texture')) {
      return { key, model: { ...model, texture: null, uvs: null }, levels: null };
    }
    const { width, height } = texture;
    const pixels = new Uint8Array(0);
    return { key, model: { ...model, texture: { width, height, pixels } }, levels: packedLevels(texture) };
  }

  close(): Promise<void> {
    return this.#pool.close();
  }
}
