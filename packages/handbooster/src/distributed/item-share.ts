import { InputError } from '../base/errors/input-error.js';

/** A share of the items of some work: those whose number leaves `index` when divided by `count`. */
export interface Shard {
  index: number;
  count: number;
}

/** All items. */
export const WHOLE: Shard = { index: 0, count: 1 };

export function isMine({ index, count }: Shard, item: number): boolean {
  return item % count === index;
}

/** How many of so many items are in a share. */
export function sizeOfShare({ index, count }: Shard, items: number): number {
  return Math.max(0, Math.ceil((items - index) / count));
}

/** Reads `k/K`, with k from 0 to K - 1, as schedulers number the jobs of an array. */
export function parseShard(text: string): Shard {
  const match = /^(\d+)\/(\d+)$/.exec(text);
  const [index, count] = match === null ? [Number.NaN, Number.NaN] : [Number(match[1]), Number(match[2])];
  if (!(index < count)) {
    throw new InputError(`shard: expected k/K with k from 0 to K - 1, for example 0/4, found ${text}`);
  }
  return { index, count };
}
