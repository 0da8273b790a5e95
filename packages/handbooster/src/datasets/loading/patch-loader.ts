import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Random } from '@handbooster/torch';
import { InputError } from '../../base/errors/input-error.js';
import { workerUrl } from '../../base/threads/worker-url.js';
import type { Box } from '../../geometry/camera.js';
import { drawAugmentation } from '../crop/augmentation.js';
import type { CroppedSample } from '../crop/crop-and-augment.js';
import {
  loadPatch,
  NO_CHANGE,
  type PatchChange,
  type PatchTask,
  type PictureCache,
  pictureCache,
} from './load-patch.js';

/** What a loader needs of a sample. */
export type LoadableSample = PatchTask['sample'];

/** Options of {@link PatchLoader}. */
export interface PatchLoaderOptions {
  /** Side of the patches in pixels. */
  size: number;
  /** Draws the change of a sample's patch; `random` is null for a patch as it is. By default the baselines' augmentation. */
  draw(index: number, random: Random | null): PatchChange;
  /** The most of its picture that a sample's patches show; null for all of it. What lies outside is not kept in memory. */
  reach(index: number): Box | null;
  /** Threads that decode and crop; 0 works on the calling thread. Never changes a bit of a patch. */
  workers: number;
  /** Decoded pictures are kept up to this many bytes, over all threads; 0 decodes each time. Never changes a bit of a patch. */
  cacheBytes: number;
}

export const PATCH_LOADER_DEFAULTS: PatchLoaderOptions = {
  size: 128,
  draw: (_, random) =>
    random === null ? NO_CHANGE : { ...NO_CHANGE, augmentation: drawAugmentation(random) },
  reach: () => null,
  workers: 2,
  cacheBytes: 0,
};

interface Waiting {
  worker: number;
  resolve: (patch: CroppedSample) => void;
  reject: (error: Error) => void;
}

/**
 * Decodes, crops and augments pictures in worker threads. A patch is a function of its sample and of the random numbers it
 * is drawn with, so any order and any number of workers give the same patches, and a resumed run needs no position.
 *
 * Ask for the patches of the next batch before working on this one: the threads go on meanwhile.
 */
export class PatchLoader {
  readonly #samples: readonly LoadableSample[];
  readonly #options: PatchLoaderOptions;
  readonly #workers: Worker[] = [];
  readonly #cache: PictureCache | null;
  readonly #waiting = new Map<number, Waiting>();
  #next = 0;
  /** Why a thread ended: what is asked of it later would wait for ever. */
  #broken: Error | null = null;

  constructor(samples: readonly LoadableSample[], options: Partial<PatchLoaderOptions> = {}) {
    this.#samples = samples;
    this.#options = { ...PATCH_LOADER_DEFAULTS, ...options };
    const url = workerUrl(import.meta.url, 'patch-worker');
    if (this.#options.workers > 0 && !existsSync(fileURLToPath(url))) {
      throw new Error(
        `${fileURLToPath(url)} is missing: compile the package (npm run setup), or use 0 workers`,
      );
    }
    const { workers, cacheBytes } = this.#options;
    this.#cache = workers === 0 && cacheBytes > 0 ? pictureCache(cacheBytes) : null;
    for (let i = 0; i < workers; i++) this.#workers.push(this.#start(url, i, cacheBytes / workers));
  }

  /** How many samples there are. */
  get count(): number {
    return this.#samples.length;
  }

  /**
   * The patch of a sample.
   *
   * @param random numbers to draw its augmentation with; null for none.
   * @throws {InputError} naming the picture where it is missing or damaged.
   */
  async patch(index: number, random: Random | null): Promise<CroppedSample> {
    const sample = this.#samples[index];
    if (sample === undefined)
      throw new RangeError(`expected an index in 0 ... ${this.count - 1}, found ${index}`);
    const { size, draw, reach } = this.#options;
    const { image, camera, joints, hand } = sample;
    const change = draw(index, random);
    const task: PatchTask = { sample: { image, camera, joints, hand }, size, change, reach: reach(index) };
    return this.#workers.length === 0 ? loadPatch(task, this.#cache) : this.#ask(index, task);
  }

  /** Ends the threads; patches that are waited for are given up. */
  async close(): Promise<void> {
    const workers = this.#workers.splice(0);
    await Promise.all(workers.map((worker) => worker.terminate()));
    for (const { reject } of this.#waiting.values()) reject(new Error('the loader was closed'));
    this.#waiting.clear();
  }

  #ask(index: number, task: PatchTask): Promise<CroppedSample> {
    // Always the same thread for a picture, so that only one keeps it.
    const worker = index % this.#workers.length;
    const id = this.#next++;
    if (this.#broken !== null) return Promise.reject(this.#broken);
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { worker, resolve, reject });
      // An idle loader keeps no process alive, one that is waited for does.
      this.#workers[worker].ref();
      this.#workers[worker].postMessage({ id, task });
    });
  }

  #start(url: URL, index: number, cacheBytes: number): Worker {
    const worker = new Worker(url, { workerData: { cacheBytes } });
    worker.unref();
    worker.on(
      'message',
      (answer: { id: number; patch?: CroppedSample; message?: string; isInput?: boolean }) => {
        const waiting = this.#waiting.get(answer.id);
        if (waiting === undefined) return;
        this.#waiting.delete(answer.id);
        if (this.#waiting.size === 0) for (const each of this.#workers) each.unref();
        if (answer.patch !== undefined) waiting.resolve(answer.patch);
        else waiting.reject(answer.isInput ? new InputError(answer.message) : new Error(answer.message));
      },
    );
    worker.on('error', (error) => {
      this.#broken = error as Error;
      for (const [id, waiting] of this.#waiting) {
        if (waiting.worker !== index) continue;
        this.#waiting.delete(id);
        waiting.reject(error as Error);
      }
    });
    return worker;
  }
}
