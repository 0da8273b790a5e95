import { existsSync } from 'node:fs';
import { stopIfAborted } from '../../../base/errors/interrupted.js';
import type { Progress } from '../../../base/progress.js';
import { mapConcurrently } from '../../../base/threads/map-concurrently.js';
import { isMine, type Shard, sizeOfShare } from '../../../distributed/item-share.js';
import { imagePath, writeImage } from '../../../synthesis/generated-images.js';
import type { ImagePool } from '../../../synthesis/pool/image-pool.js';
import type { SynthesisCondition } from '../../../synthesis/synthesise.js';

export interface SynthesiseConditionsInput {
  pool: Pick<ImagePool, 'ahead' | 'make'>;
  /** Side of the images, pixels. */
  size: number;
  /** Of each condition its id, and what an image is made from. */
  ids: readonly string[];
  load(position: number): Promise<SynthesisCondition>;
  /** Images made together; part of the result. */
  group: number;
  /** Which groups to make. */
  shard: Shard;
  /** Gets the images; a group whose images are all in it is not made again. */
  folder: string;
  progress: Progress;
  signal: AbortSignal;
}

/**
 * Makes an image of each condition of a share, a group a thread at a time.
 * @throws Interrupted when stopped
 */
export async function synthesiseConditions(input: SynthesiseConditionsInput): Promise<void> {
  const { pool, size, ids, load, group, shard, folder, progress, signal } = input;
  const groups = Math.ceil(ids.length / group);
  const mine = Array.from({ length: groups }, (_, index) => index).filter((index) => isMine(shard, index));
  // Only the last group may be short.
  const short = isMine(shard, groups - 1) ? groups * group - ids.length : 0;
  const task = progress.begin('synthesise', sizeOfShare(shard, groups) * group - short, 'images');
  await mapConcurrently(mine, pool.ahead, async (index) => {
    if (signal.aborted) return; // groups that were begun are finished
    const from = index * group;
    const own = ids.slice(from, from + group);
    const isThere = own.every((id) => existsSync(imagePath(folder, id)));
    if (!isThere) {
      const images = await pool.make(await Promise.all(own.map((_, i) => load(from + i))));
      await Promise.all(images.map(({ id, image }) => writeImage(folder, id, image, size)));
    }
    task.advance(own.length, isThere);
  });
  stopIfAborted(signal);
  task.end();
}
