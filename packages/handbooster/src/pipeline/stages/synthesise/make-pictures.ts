import { existsSync } from 'node:fs';
import { stopIfAborted } from '../../../base/errors/interrupted.js';
import type { Progress } from '../../../base/progress.js';
import type { StoredCondition } from '../../../conditions/creation/condition-files.js';
import { isMine, type Shard, sizeOfShare } from '../../../distributed/item-share.js';
import { imagePath, writeImage } from '../../../synthesis/generated-images.js';

export interface MakePicturesInput {
  conditions: readonly StoredCondition[];
  /** (size, size, 3) bytes of a condition. */
  make(condition: StoredCondition): Promise<Uint8Array>;
  size: number;
  /** Which of them to make. */
  shard: Shard;
  folder: string;
  progress: Progress;
  signal: AbortSignal;
}

/** Makes a picture of each condition of a share that has none yet. @throws Interrupted when stopped */
export async function makePictures(input: MakePicturesInput): Promise<void> {
  const { conditions, make, size, shard, folder, progress, signal } = input;
  const task = progress.begin('synthesise', sizeOfShare(shard, conditions.length), 'images');
  for (const [index, condition] of conditions.entries()) {
    if (!isMine(shard, index)) continue;
    stopIfAborted(signal);
    const isThere = existsSync(imagePath(folder, condition.id));
    if (!isThere) await writeImage(folder, condition.id, await make(condition), size);
    task.advance(1, isThere);
  }
  task.end();
}
