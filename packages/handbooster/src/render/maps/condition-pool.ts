import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { workerUrl } from '../../base/threads/worker-url.js';
import type { RigidMotion } from '../../geometry/rigid-motion.js';
import type { ObjectModel } from '../../objects/object-model.js';
import type { ConditionScene } from './condition-scene.js';
import { ConditionWorkspace } from './condition-workspace.js';
import {
  type ConditionMaps,
  type RenderConditionOptions,
  renderConditionMaps,
} from './render-condition-maps.js';

/** What a worker is sent: object models travel once and are then named by their keys. */
export interface ConditionRequest {
  scene: Omit<ConditionScene, 'objects'> & { objects: { key: number; cameraFromObject: RigidMotion }[] };
  news: [number, ObjectModel][];
  options: Omit<RenderConditionOptions, 'workspace'>;
}

export type ConditionReply = { maps: ConditionMaps } | { error: unknown };

interface Job {
  scene: ConditionScene;
  options: Omit<RenderConditionOptions, 'workspace'>;
  resolve: (maps: ConditionMaps) => void;
  reject: (error: unknown) => void;
}

interface Crewman {
  worker: Worker;
  /** Keys of the models it has. */
  known: Set<number>;
  job: Job | null;
}

/** Scenes waiting for a worker: more than so many for each are not taken until one is done. */
const QUEUE = 4;

/**
 * Worker threads that draw condition maps. A scene's maps are the same bytes whichever worker draws it and however many there
 * are. Close the pool when done.
 */
export class ConditionPool {
  readonly #crew: Crewman[] = [];
  readonly #waiting: Job[] = [];
  readonly #keys = new Map<ObjectModel, number>();
  readonly #here: ConditionWorkspace | null = null;

  /** @param workers threads; 0 draws in the calling thread */
  constructor(workers = availableParallelism()) {
    if (workers === 0) this.#here = new ConditionWorkspace();
    const file = workerUrl(import.meta.url, 'condition-worker');
    for (let i = 0; i < workers; i++) this.#hire(file);
  }

  /** Resolves with the scene's maps; rejects with what `renderConditionMaps` throws. */
  render(
    scene: ConditionScene,
    options: Omit<RenderConditionOptions, 'workspace'> = {},
  ): Promise<ConditionMaps> {
    if (this.#here) {
      const workspace = this.#here;
      return new Promise((resolve) => resolve(renderConditionMaps(scene, { ...options, workspace })));
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ scene, options, resolve, reject });
      this.#advance();
    });
  }

  /** Draws scenes in order, some at a time, so that long lists need no more memory than short ones. */
  async *renderAll(
    scenes: Iterable<ConditionScene> | AsyncIterable<ConditionScene>,
    options: Omit<RenderConditionOptions, 'workspace'> = {},
  ): AsyncGenerator<ConditionMaps> {
    const ahead: Promise<ConditionMaps>[] = [];
    for await (const scene of scenes) {
      const drawn = this.render(scene, options);
      // Awaited below, in order; until then a failure must not count as unhandled.
      drawn.catch(() => {});
      ahead.push(drawn);
      if (ahead.length > QUEUE * Math.max(1, this.#crew.length)) yield (await ahead.shift()) as ConditionMaps;
    }
    for (const drawn of ahead) yield await drawn;
  }

  async close(): Promise<void> {
    for (const { worker } of this.#crew) worker.removeAllListeners();
    await Promise.all(this.#crew.map(({ worker }) => worker.terminate()));
    const closed = new Error('the pool of condition workers was closed');
    for (const job of [...this.#crew.flatMap((each) => each.job ?? []), ...this.#waiting]) job.reject(closed);
    this.#crew.length = 0;
    this.#waiting.length = 0;
  }

  #hire(file: URL): void {
    const man: Crewman = { worker: new Worker(file), known: new Set(), job: null };
    this.#crew.push(man);
    man.worker.on('message', (reply: ConditionReply) => {
      const job = man.job;
      man.job = null;
      if ('maps' in reply) job?.resolve(reply.maps);
      else job?.reject(reply.error);
      this.#advance();
    });
    man.worker.on('error', (error) => {
      man.job?.reject(error);
      this.#crew.splice(this.#crew.indexOf(man), 1);
      if (this.#crew.length === 0) for (const job of this.#waiting.splice(0)) job.reject(error);
    });
  }

  #advance(): void {
    for (const man of this.#crew) {
      if (man.job) continue;
      const job = this.#waiting.shift();
      if (!job) return;
      man.job = job;
      const news: [number, ObjectModel][] = [];
      const objects = job.scene.objects.map(({ model, cameraFromObject }) => {
        const key = this.#keys.get(model) ?? this.#keys.size;
        this.#keys.set(model, key);
        if (!man.known.has(key)) news.push([key, model]);
        man.known.add(key);
        return { key, cameraFromObject };
      });
      const { camera, hand, grasped } = job.scene;
      const request: ConditionRequest = {
        scene: { camera, hand, grasped, objects },
        news,
        options: job.options,
      };
      man.worker.postMessage(request);
    }
  }
}
