import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Random } from '@handbooster/torch';
import { InputError } from '../../geometry/input-error.js';
import { type AugmentationOptions, drawAugmentation, NO_AUGMENTATION } from '../crop/augmentation.js';
import type { CroppedSample } from '../crop/crop-and-augment.js';
import { workerUrl } from '../files/worker-url.js';
import type { Sample } from '../sample.js';
import { loadPatch, type PatchTask } from './load-patch.js';

/** Options of {@link PatchLoader}. */
export interface PatchLoaderOptions {
  /** Side of the patches in pixels. */
  size: number;
  /** Ranges of the augmentation of patches that are drawn with random numbers. */
  augmentation: Partial<AugmentationOptions>;
  /** Threads that decode and crop; 0 works on the calling thread. Never changes a bit of a patch. */
  workers: number;
}

export const PATCH_LOADER_DEFAULTS: PatchLoaderOptions = { size: 128, augmentation: {}, workers: 2 };

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
  readonly #samples: readonly Sample[];
  readonly #options: PatchLoaderOptions;
  readonly #workers: Worker[] = [];
  readonly #load: number[] = [];
  readonly #waiting = new Map<number, Waiting>();
  #next = 0;

  constructor(samples: readonly Sample[], options: Partial<PatchLoaderOptions> = {}) {
    this.#samples = samples;
    this.#options = { ...PATCH_LOADER_DEFAULTS, ...options };
    const url = workerUrl(import.meta.url, 'patch-worker');
    if (this.#options.workers > 0 && !existsSync(fileURLToPath(url))) {
      throw new Error(
        `${fileURLToPath(url)} is missing: compile the package (npm run setup), or use 0 workers`,
      );
    }
    for (let i = 0; i < this.#options.workers; i++) this.#workers.push(this.#start(url, i));
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
    const { size, augmentation } = this.#options;
    const { image, camera, joints, hand } = sample;
    const task: PatchTask = {
      sample: { image, camera, joints, hand },
      size,
      augmentation: random === null ? NO_AUGMENTATION : drawAugmentation(random, augmentation),
      box: null,
    };
    return this.#workers.length === 0 ? loadPatch(task) : this.#ask(task);
  }

  /** Ends the threads; patches that are waited for are given up. */
  async close(): Promise<void> {
    const workers = this.#workers.splice(0);
    await Promise.all(workers.map((worker) => worker.terminate()));
    for (const { reject } of this.#waiting.values()) reject(new Error('the loader was closed'));
    this.#waiting.clear();
  }

  #ask(task: PatchTask): Promise<CroppedSample> {
    let worker = 0;
    for (let i = 1; i < this.#workers.length; i++) if (this.#load[i] < this.#load[worker]) worker = i;
    this.#load[worker]++;
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { worker, resolve, reject });
      this.#workers[worker].postMessage({ id, task });
    });
  }

  #start(url: URL, index: number): Worker {
    this.#load.push(0);
    const worker = new Worker(url);
    worker.unref();
    worker.on(
      'message',
      (answer: { id: number; patch?: CroppedSample; message?: string; isInput?: boolean }) => {
        const waiting = this.#waiting.get(answer.id);
        if (waiting === undefined) return;
        this.#waiting.delete(answer.id);
        this.#load[index]--;
        if (answer.patch !== undefined) waiting.resolve(answer.patch);
        else waiting.reject(answer.isInput ? new InputError(answer.message) : new Error(answer.message));
      },
    );
    worker.on('error', (error) => {
      for (const [id, waiting] of this.#waiting) {
        if (waiting.worker !== index) continue;
        this.#waiting.delete(id);
        waiting.reject(error as Error);
      }
    });
    return worker;
  }
}
