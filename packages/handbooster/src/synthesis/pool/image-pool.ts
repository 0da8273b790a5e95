import { getThreads, setThreads } from '@handbooster/torch';
import { WorkerPool } from '../../base/threads/worker-pool.js';
import type { SynthesisCondition, SynthesisedImage } from '../synthesise.js';
import { type ImageMaking, startImageTasks } from './image-tasks.js';

/**
 * Worker threads that make images, each with the denoiser and one thread of the engine: a group's images are
 * the same bytes whichever thread makes them and however many there are. While the pool is open the calling
 * thread's engine has one thread as well, since OpenBLAS takes the main thread's count for the whole process.
 * Close it when done.
 */
export class ImagePool {
  readonly #pool: WorkerPool<ImageMaking, readonly SynthesisCondition[], SynthesisedImage[]>;
  readonly #threads = getThreads();

  /** @param workers threads; 0 makes images on the calling one */
  constructor(making: ImageMaking, workers: number) {
    setThreads(1);
    this.#pool = new WorkerPool({
      module: import.meta.url,
      file: 'image-worker',
      workers,
      data: making,
      start: startImageTasks,
    });
  }

  /** How many groups to ask for at once: enough that no thread waits for its next. */
  get ahead(): number {
    return this.#pool.size + 1;
  }

  /**
   * Makes the images of one group of conditions.
   *
   * @returns (H, W, 3) bytes each, in the conditions' order
   * @throws what `synthesise` throws
   */
  make(group: readonly SynthesisCondition[]): Promise<SynthesisedImage[]> {
    return this.#pool.run(group);
  }

  async close(): Promise<void> {
    await this.#pool.close();
    setThreads(this.#threads);
  }
}
