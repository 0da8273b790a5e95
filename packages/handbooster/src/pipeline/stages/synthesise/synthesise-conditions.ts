import { existsSync } from 'node:fs';
import { stopIfAborted } from '../../../base/errors/interrupted.js';
import type { Progress } from '../../../base/progress.js';
import { isMine, type Shard, sizeOfShare } from '../../../distributed/item-share.js';
import { imagePath, writeImage } from '../../../synthesis/generated-images.js';
import type { SamplerOptions } from '../../../synthesis/samplers/sample.js';
import type { SynthesisModel } from '../../../synthesis/synthesis-model.js';
import { type SynthesisCondition, synthesise } from '../../../synthesis/synthesise.js';

export interface SynthesiseConditionsInput {
  model: SynthesisModel;
  /** Of each condition its id, and what an image is made from. */
  ids: readonly string[];
  load(position: number): Promise<SynthesisCondition>;
  sampler: SamplerOptions;
  /** Images made together; part of the result. */
  group: number;
  /** Which groups to make. */
  shard: Shard;
  seed: number;
  /** Gets the images; a group whose images are all in it is not made again. */
  folder: string;
  progress: Progress;
  signal: AbortSignal;
}

/** Makes an image of each condition of a share, a group at a time. @throws Interrupted when stopped */
export async function synthesiseConditions(input: SynthesiseConditionsInput): Promise<void> {
  const { model, ids, load, sampler, group, shard, seed, folder, progress, signal } = input;
  const groups = Math.ceil(ids.length / group);
  // Only the last group may be short.
  const short = isMine(shard, groups - 1) ? groups * group - ids.length : 0;
  const task = progress.begin('synthesise', sizeOfShare(shard, groups) * group - short, 'images');
  const size = model.config.imageSize;
  const list = { length: ids.length, load: oneGroupAhead(load, ids.length, group * shard.count) };
  for (let index = shard.index; index < groups; index += shard.count) {
    stopIfAborted(signal);
    const own = ids.slice(index * group, (index + 1) * group);
    const isThere = own.every((id) => existsSync(imagePath(folder, id)));
    if (!isThere) {
      const options = { sampler, seed, groupSize: group, groups: [index, index + 1] as const };
      for await (const images of synthesise(model, list, options)) {
        await Promise.all(images.map(({ id, image }) => writeImage(folder, id, image, size)));
      }
    }
    task.advance(own.length, isThere);
  }
  task.end();
}

/**
 * Starts to load what the next group needs while the images of this one are made.
 *
 * @param ahead how far on in the list that is
 */
export function oneGroupAhead<T>(
  load: (position: number) => Promise<T>,
  length: number,
  ahead: number,
): (position: number) => Promise<T> {
  const started = new Map<number, Promise<T>>();
  const start = (position: number) => {
    const found = started.get(position) ?? load(position);
    found.catch(() => {}); // reported where it is waited for
    started.set(position, found);
    return found;
  };
  return (position) => {
    const wanted = start(position);
    if (position + ahead < length) start(position + ahead);
    started.delete(position);
    return wanted;
  };
}
