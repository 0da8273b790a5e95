import type { Random } from '@handbooster/torch';
import { WorkerPool } from '../../base/threads/worker-pool.js';
import type { Box } from '../../geometry/camera.js';
import { drawAugmentation } from '../crop/augmentation.js';
import type { CroppedSample } from '../crop/crop-and-augment.js';
import { NO_CHANGE, type PatchChange, type PatchTask, startPatchTasks } from './load-patch.js';

/** What a loader needs of a sample. */
export type LoadableSample = PatchTask['sample'];

/** Options of {@link PatchLoader}. */
export interface PatchLoaderOptions {
  /** Side of the patches in pixels. */
  size: number;
  /**
   * Draws the change of a sample's patch; `random` is null for a patch as it is. By default the baselines'
   * augmentation.
   */
  draw(index: number, random: Random | null): PatchChange;
  /**
   * The most of its picture that a sample's patches show; null for all of it. What lies outside is not kept
   * in memory.
   */
  reach(index: number): Box | null;
  /** Threads that decode and crop; 0 works on the calling thread. Never changes a bit of a patch. */
  workers: number;
  /**
   * Decoded pictures are kept up to this many bytes, over all threads; 0 decodes each time. Never changes a
   * bit of a patch.
   */
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

/**
 * Decodes, crops and augments pictures in worker threads. A patch is a function of its sample and of the
 * random numbers it is drawn with, so any order and any number of workers give the same patches, and a
 * resumed run needs no position.
 *
 * Ask for the patches of the next batch before working on this one: the threads go on meanwhile.
 */
export class PatchLoader {
  readonly #samples: readonly LoadableSample[];
  readonly #options: PatchLoaderOptions;
  readonly #pool: WorkerPool<number, PatchTask, CroppedSample>;

  constructor(samples: readonly LoadableSample[], options: Partial<PatchLoaderOptions> = {}) {
    this.#samples = samples;
    this.#options = { ...PATCH_LOADER_DEFAULTS, ...options };
    const { workers, cacheBytes } = this.#options;
    this.#pool = new WorkerPool({
      module: import.meta.url,
      file: 'patch-worker',
      workers,
      data: cacheBytes / Math.max(1, workers),
      start: startPatchTasks,
    });
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
    // Always the same thread for a picture, so that only one keeps it.
    return this.#pool.run(task, index % Math.max(1, this.#pool.size));
  }

  /** Ends the threads; patches that are waited for are given up. */
  close(): Promise<void> {
    return this.#pool.close();
  }
}
